import {
  everything,
  inclusionNameOf,
  type Kept,
  type NetworkSpec,
  narrowNetwork,
  parameterCount,
  structureOf,
  type Tensor,
} from '../../core/index.ts';

/** For how many checks in a row each input and unit has been below the bound, by level; empty where nothing can leave. */
export type Streaks = readonly (readonly number[])[];

/** Inclusion log-odds below which a unit or input is on its way out: a probability of 4.7 %. */
const bound = -3;
/** Checks (one an epoch) it must stay there. */
const patience = 2;
/**
 * A new step graph costs about a tenth of a second: training goes on with one only when a twentieth of the parameters,
 * and more than a thousand, go.
 */
const smallestGain = { share: 0.05, parameters: 1000 };

/** What is left where everything below the bound leaves at once; levels that would be empty stay whole. */
export function probableEnough(network: NetworkSpec, state: Readonly<Record<string, Tensor>>): Kept {
  const streaks = updateStreaks(network, undefined, state);
  return everything(network).map((indices, level) => {
    const staying = indices.filter((index) => (streaks[level]![index] ?? 0) === 0);
    return staying.length > 0 ? staying : indices;
  });
}

/** The streaks after one more check of full-size log-odds. */
export function updateStreaks(
  network: NetworkSpec,
  streaks: Streaks | undefined,
  state: Readonly<Record<string, Tensor>>,
): Streaks {
  return structureOf(network).levels.map((_, level) => {
    const logits = state[inclusionNameOf(network, level) ?? ''];
    if (!logits) return [];
    return Array.from(logits.data, (logit, index) => (logit < bound ? (streaks?.[level]?.[index] ?? 0) + 1 : 0));
  });
}

/**
 * What goes on training: everything but what has been improbable for long enough. A unit that has left outputs act(0),
 * as it did before in almost every step. A level none of whose members would stay keeps them all: what cannot be decided
 * here is for the rule that cuts to refuse.
 * @returns undefined when leaving would not pay yet
 */
export function narrowed(network: NetworkSpec, kept: Kept, streaks: Streaks): Kept | undefined {
  const next = kept.map((indices, level) => {
    const staying = indices.filter((index) => (streaks[level]?.[index] ?? 0) < patience);
    return staying.length > 0 ? staying : indices;
  });
  const before = sizeOf(network, kept);
  const gain = before - sizeOf(network, next);
  return gain > Math.max(smallestGain.parameters, smallestGain.share * before) ? next : undefined;
}

function sizeOf(network: NetworkSpec, kept: Kept): number {
  return parameterCount(narrowNetwork(network, kept));
}
