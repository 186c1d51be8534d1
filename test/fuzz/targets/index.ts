import type { FuzzTarget } from '../target.ts';
import { network, report } from './documents.ts';
import { onnx } from './onnx.ts';
import { posterior, safetensors } from './posterior.ts';
import { csv, idx, npy, npz } from './tables.ts';

export const targets: readonly FuzzTarget[] = [onnx, posterior, safetensors, csv, npy, npz, idx, report, network];
