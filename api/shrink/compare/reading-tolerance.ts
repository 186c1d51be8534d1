import type { OnnxModel } from '../../../onnx/index.ts';

/** Operators that round what they compute to whole numbers of a few bits. */
const rounding = /^(?:Dynamic)?Quantize|^QLinear|^QGemm$|Integer$/;

/**
 * What a model that was read rightly may differ by from what was read, relative to the size of its outputs: float32's
 * rounding; that of half precision; or that of activations in eight bits, which what was read does without.
 */
export function readingTolerance(model: OnnxModel): number {
  if (roundsActivations(model)) return 0.3;
  return isHalf(model) ? 0.02 : 1e-4;
}

export function notesOnRounding(model: OnnxModel): string[] {
  return roundsActivations(model)
    ? [
        'The original computes with whole numbers of a few bits; what was read of it, and the smaller model, compute in float32 (--weights int8 stores weights in eight bits).',
      ]
    : [];
}

function roundsActivations({ graph }: OnnxModel): boolean {
  return graph.nodes.some(({ opType }) => rounding.test(opType));
}

function isHalf({ graph }: OnnxModel): boolean {
  return [...graph.initializers, ...graph.inputs].some(({ elementType }) => elementType === 'float16');
}
