import {
  type Activation,
  type CompactLayer,
  type CompactNetwork,
  graph,
  type Posterior,
  SecateurError,
  type Tensor,
  tensorNames,
  widthsOf,
} from '../core/index.ts';
import { allKept, type Kept, probabilityOf } from './levels.ts';
import type { PruningPlan } from './plan.ts';

/**
 * The network that is left after the cut, with slab means for weights. It is exactly the masked network: a removed
 * unit's pre-activation is zero, so it outputs the constant act(0), which is folded (in float64, rounded once) into
 * the biases of the next layer; a removed input contributes nothing.
 * @throws ARGUMENT_INVALID when the plan was made for another network.
 */
export function compact(posterior: Posterior, plan: Pick<PruningPlan, 'keptInputs' | 'keptUnits'>): CompactNetwork {
  const kept: Kept = [plan.keptInputs, ...plan.keptUnits];
  checkFits(kept, posterior);
  const { input, task, network } = posterior;
  const layers = network.layers.map(({ activation }, layer): CompactLayer => {
    const weight = posterior.tensors[tensorNames.slabMean(layer)]!;
    const bias = posterior.tensors[tensorNames.biasMean(layer)]!;
    const before = layer === 0 ? undefined : network.layers[layer - 1]!.activation;
    const idle = before === undefined ? 0 : valueAtZero(before);
    return { ...sliced(weight, bias, kept[layer]!, kept[layer + 1]!, idle), activation, keptUnits: kept[layer + 1]! };
  });
  return { input, task, keptInputs: plan.keptInputs, layers };
}

/**
 * The uncut network with every weight at its posterior mean: the slab's mean times the inclusion probability of its
 * unit and, in the first layer, of its input. For a family without inclusion probabilities, its weights as they are.
 */
export function posteriorMean(posterior: Posterior): CompactNetwork {
  const { input, task, network, tensors } = posterior;
  const [keptInputs, ...keptUnits] = allKept(posterior) as [number[], ...number[][]];
  const probabilities = (name: string) => {
    const logOdds = tensors[name]?.data;
    return logOdds && Float64Array.from(logOdds, probabilityOf);
  };
  const layers = network.layers.map(({ activation }, layer): CompactLayer => {
    const weight = tensors[tensorNames.slabMean(layer)]!;
    const bias = tensors[tensorNames.biasMean(layer)]!;
    const units = probabilities(tensorNames.inclusion(layer));
    const inputs = layer === 0 ? probabilities(tensorNames.inputInclusion) : undefined;
    const fanIn = weight.shape[1]!;
    return {
      weight: {
        shape: weight.shape,
        data: weight.data.map(
          (mean, at) => mean * (units?.[Math.floor(at / fanIn)] ?? 1) * (inputs?.[at % fanIn] ?? 1),
        ),
      },
      bias: { shape: bias.shape, data: bias.data.map((mean, unit) => mean * (units?.[unit] ?? 1)) },
      activation,
      keptUnits: keptUnits[layer]!,
    };
  });
  return { input, task, keptInputs, layers };
}

/** Rows and columns that stay; columns that go carry the constant `idle` into the bias. */
function sliced(
  weight: Tensor,
  bias: Tensor,
  columns: readonly number[],
  rows: readonly number[],
  idle: number,
): Pick<CompactLayer, 'weight' | 'bias'> {
  const fanIn = weight.shape[1]!;
  const staying = new Set(columns);
  const data = new Float32Array(rows.length * columns.length);
  const biases = new Float32Array(rows.length);
  rows.forEach((row, newRow) => {
    columns.forEach((column, newColumn) => {
      data[newRow * columns.length + newColumn] = weight.data[row * fanIn + column]!;
    });
    let constant = bias.data[row]!;
    if (idle !== 0) {
      for (let column = 0; column < fanIn; column++) {
        if (!staying.has(column)) constant += idle * weight.data[row * fanIn + column]!;
      }
    }
    biases[newRow] = constant;
  });
  return { weight: { shape: [rows.length, columns.length], data }, bias: { shape: [rows.length], data: biases } };
}

function valueAtZero(activation: Activation): number {
  return graph.evaluate([graph.activate(graph.constant(0), activation)])[0]![0]!;
}

function checkFits(kept: Kept, posterior: Posterior): void {
  const widths = widthsOf(posterior.network);
  const outputs = kept.at(-1)?.length;
  const fits =
    kept.length === widths.length &&
    outputs === widths.at(-1) &&
    kept.every(
      (indices, level) =>
        indices.length > 0 &&
        indices.every((index, at) => Number.isInteger(index) && index > (indices[at - 1] ?? -1)) &&
        indices.at(-1)! < widths[level]!,
    );
  if (fits) return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `The plan does not fit the network ${widths.join('-')}: it needs ${widths.length} ascending lists of kept indices, none empty, the outputs whole. Make the plan from this posterior.`,
  );
}
