import type { FuzzTarget } from '../target.ts';
import { card, network, report, tradeOff } from './documents.ts';
import { foreign } from './foreign.ts';
import { onnx } from './onnx.ts';
import { posterior, safetensors } from './posterior.ts';
import { csv, idx, npy, npz } from './tables.ts';

export const targets: readonly FuzzTarget[] = [
  onnx,
  foreign,
  posterior,
  safetensors,
  csv,
  npy,
  npz,
  idx,
  report,
  network,
  tradeOff,
  card,
];
