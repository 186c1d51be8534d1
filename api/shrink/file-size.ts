import { decodeModel, summarize } from '../../onnx/index.ts';
import type { FileSize } from './shrink-report.ts';

export function fileSize(bytes: Uint8Array, name: string): FileSize {
  const { parameters, macs } = summarize(decodeModel(bytes, name));
  return { sizeBytes: bytes.length, parameters, macs };
}
