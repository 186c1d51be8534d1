import type { OnnxModel } from '../../model.ts';
import { modelOf } from '../lower.ts';
import { blockedDomain } from './blocks.ts';

/**
 * A model that tells how onnxruntime has channels in blocks: of its input `x`, any four numbers `[1, 4, 1, 1]`, it makes one
 * block `y`, `[1, size, 1, 1]`. Where there are no such operators it cannot be loaded.
 */
export function blockProbe(): OnnxModel {
  return modelOf(
    {
      name: 'block',
      nodes: [{ opType: 'ReorderInput', domain: blockedDomain, inputs: ['x'], outputs: ['y'] }],
      initializers: [],
      inputs: [{ name: 'x', elementType: 'float32', shape: [1, 4, 1, 1] }],
      outputs: [{ name: 'y', elementType: 'float32', shape: [1, 'size', 1, 1] }],
    },
    {},
    [{ domain: blockedDomain, version: 1 }],
  );
}
