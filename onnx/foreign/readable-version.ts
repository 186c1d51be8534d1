import type { OnnxModel } from '../model.ts';
import type { Spliced } from './foreign-model.ts';

export function withReadableVersion(model: OnnxModel): Spliced {
  return { model, notes: [] };
}
