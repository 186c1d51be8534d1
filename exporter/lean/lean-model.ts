import { innerGraphsOf, type OnnxModel } from '../../onnx/index.ts';
import { freshNames } from '../quantize/fresh-names.ts';
import { type QuantizeOptions, quantizeModel } from '../quantize/index.ts';
import { smallerOf } from '../quantize/smaller-of.ts';
import { withoutDefaults } from './attributes.ts';
import { withBitOperators, withoutUnused } from './bit-operators.ts';
import { withCommonSteps } from './common-steps.ts';
import { withFlatten } from './flattened.ts';
import { withGaps } from './gathered-columns.ts';
import { withGlobalPools } from './global-pools.ts';
import { withHalfVectors } from './half-vectors.ts';
import { withSharedConstants } from './shared-constants.ts';
import { withSharedIntegers } from './shared-integers.ts';
import { withShortNames } from './short-names.ts';
import { withStepVectors } from './step-vectors.ts';
import { withTransposedWeights } from './transposed-weights.ts';

export interface LeanOptions extends Omit<QuantizeOptions, 'shareCodes'> {
  /** Biases that stay float32, by name: those that are large beside what they are added to. */
  readonly exactBiases?: ReadonlySet<string>;
}

/**
 * The same model in the fewest bytes: names of a letter or two (inputs and outputs keep theirs), no attribute that says what
 * is so without it, no annotations, all codes of a width in one initializer, biases and steps in half precision, gathered
 * columns as gaps, equal constants once. Metadata stays as it is. For models without inner graphs; others are only quantised.
 */
export function leanModel(model: OnnxModel, options: LeanOptions): OnnxModel {
  if (model.graph.nodes.some((node) => innerGraphsOf(node).length > 0)) return quantizeModel(model, options);
  return smallerOf(leanly(model, options), () => leanly(model, { ...options, weights: {}, grids: {} }));
}

function leanly(model: OnnxModel, { exactBiases = new Set(), ...options }: LeanOptions): OnnxModel {
  const plain = withGlobalPools(withFlatten(withoutDefaults(withTransposedWeights(model))));
  const { model: even, grids } = withCommonSteps(plain, options.grids ?? {});
  const coded = withoutUnused(quantizeModel(withBitOperators(even), { ...options, grids, shareCodes: true }), plain);
  const fresh = freshNames(coded.graph);
  const stepped = withStepVectors(withGaps(coded, fresh), fresh);
  const exact = new Set([...exactBiases, ...worthsOf(coded)]);
  const shared = withSharedConstants(withHalfVectors(stepped, exact, fresh));
  return withShortNames(withSharedIntegers(shared, fresh));
}

/** What planes of bits are summed with: the steps of all layers may be in it. */
function worthsOf({ graph }: OnnxModel): string[] {
  return graph.nodes.flatMap(({ opType, inputs }) => (opType === 'MatMul' ? [inputs[0]!] : []));
}
