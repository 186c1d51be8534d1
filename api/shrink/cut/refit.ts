import {
  type CompactLayer,
  type CompactNetwork,
  cholesky,
  keptAlong,
  type LevelAxis,
  randomStream,
  runsOver,
  solveCholesky,
  sourceOf,
  specOf,
  structureOf,
} from '../../../core/index.ts';
import type { PruningPlan } from '../../../exporter/index.ts';
import { type Features, networkOutputs } from '../../../trainer/index.ts';

type CompactDense = Extract<CompactLayer, { kind: 'dense' }>;

const randomRows = 2000;
/** Wider layers would take minutes to solve. */
const widest = 2500;
/** Added to the diagonal, relative to its mean: units that say the same must not get huge weights of opposite sign. */
const ridge = 1e-4;

/**
 * Fits every dense layer that reads something cut anew, front to back: least squares of the sums that the uncut network had
 * there, from what is left of its inputs. Needs rows, but no targets. Convolutions stay as the cut left them.
 * @param features `[rows, inputs]` of the uncut network, standardised; random ones will do where there are no data
 */
export async function refit(
  cut: CompactNetwork,
  whole: CompactNetwork,
  plan: Pick<PruningPlan, 'keptUnits'>,
  features: Float32Array,
): Promise<CompactNetwork> {
  const spec = specOf(whole);
  const { weighted } = structureOf(spec);
  const rows = features.length / spec.inputs;
  let fitted = cut;
  for (const { index, input, output } of weighted) {
    const layer = fitted.layers[index]!;
    const source = sourceOf(spec, index);
    const widthNow = layer.kind === 'dense' ? layer.weight.shape[1]! : 0;
    const isAffected = layer.kind === 'dense' && widthNow < (whole.layers[index] as CompactDense).weight.shape[1]!;
    if (!isAffected || widthNow > widest || isResidual(input, output)) continue;
    const reads =
      source === -1
        ? columnsOf(features, spec.inputs, fitted.keptInputs)
        : await networkOutputs(
            upTo(fitted, source),
            storedFeatures(columnsOf(features, spec.inputs, fitted.keptInputs), rows),
          );
    const aims = await networkOutputs(withoutActivation(upTo(whole, index)), storedFeatures(features, rows));
    const kept = keptAlong(output, [cut.keptInputs, ...plan.keptUnits]);
    const wanted = columnsOf(aims, aims.length / rows, kept);
    const solved = leastSquares(reads, wanted, rows);
    if (!solved) continue;
    const { weight, bias } = solved;
    const replaced: CompactLayer = {
      ...(layer as CompactDense),
      weight: { shape: [kept.length, widthNow], data: weight },
      bias: { shape: [kept.length], data: bias },
    };
    fitted = { ...fitted, layers: fitted.layers.map((each, at) => (at === index ? replaced : each)) };
  }
  return fitted;
}

/** Whether a layer puts out what goes with what it reads. */
function isResidual(input: LevelAxis, output: LevelAxis): boolean {
  return output.some(({ level }) => runsOver(input, level));
}

/** Standard normal features, for networks whose inputs nothing is known of. */
export function randomFeatures(width: number, seed: number): Float32Array {
  const random = randomStream(seed, 'refit');
  return Float32Array.from({ length: randomRows * width }, () => random.normal());
}

/** The layers up to one, whose outputs are then those of the network. */
function upTo(network: CompactNetwork, index: number): CompactNetwork {
  return { ...network, layers: network.layers.slice(0, index + 1) };
}

function withoutActivation(network: CompactNetwork): CompactNetwork {
  const last = network.layers.at(-1) as CompactDense;
  return { ...network, layers: [...network.layers.slice(0, -1), { ...last, activation: 'identity' }] };
}

function storedFeatures(values: Float32Array, rows: number): Features {
  const width = values.length / rows;
  return {
    width,
    count: rows,
    features: (indices, out) => {
      indices.forEach((row, at) => {
        out.set(values.subarray(row * width, (row + 1) * width), at * width);
      });
    },
  };
}

function columnsOf(values: Float32Array, width: number, kept: readonly number[]): Float32Array {
  if (kept.length === width) return values;
  const rows = values.length / width;
  const chosen = new Float32Array(rows * kept.length);
  for (let row = 0; row < rows; row++) {
    for (const [at, column] of kept.entries()) chosen[row * kept.length + at] = values[row * width + column]!;
  }
  return chosen;
}

/** W and b with W x + b nearest to y. Undefined where the inputs do not tell. */
function leastSquares(
  x: Float32Array,
  y: Float32Array,
  rows: number,
): { readonly weight: Float32Array; readonly bias: Float32Array } | undefined {
  const [inputs, outputs] = [x.length / rows, y.length / rows];
  const size = inputs + 1;
  const gram = new Float64Array(size * size);
  const products = Array.from({ length: outputs }, () => new Float64Array(size));
  const row = new Float64Array(size).fill(1);
  for (let at = 0; at < rows; at++) {
    for (let input = 0; input < inputs; input++) row[input] = x[at * inputs + input]!;
    for (let one = 0; one < size; one++) {
      const value = row[one]!;
      if (value === 0) continue;
      for (let other = 0; other <= one; other++) gram[one * size + other]! += value * row[other]!;
      for (let output = 0; output < outputs; output++) products[output]![one]! += value * y[at * outputs + output]!;
    }
  }
  let trace = 0;
  for (let at = 0; at < inputs; at++) trace += gram[at * size + at]!;
  for (let at = 0; at < inputs; at++) gram[at * size + at]! += (ridge * trace) / Math.max(1, inputs);
  const lower = cholesky(gram, size);
  if (!lower) return undefined;
  const solved = products.map((product) => solveCholesky(lower, size, product));
  return {
    weight: Float32Array.from({ length: outputs * inputs }, (_, at) => solved[Math.floor(at / inputs)]![at % inputs]!),
    bias: Float32Array.from(solved, (coefficients) => coefficients[inputs]!),
  };
}
