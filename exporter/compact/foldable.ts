import {
  addsZeros,
  comparedLevels,
  isCombining,
  type NetworkSpec,
  runsOver,
  sourceOf,
  structureOf,
} from '../../core/index.ts';

/**
 * Whether a constant unit of a level can leave: one layer makes it, no sum, product, slice or maximum makes something else of
 * it, and nothing reads it through zeros around an image, where it would not be the same everywhere.
 */
export function isFoldable(network: NetworkSpec, level: number): boolean {
  const { levels, weighted, outputs } = structureOf(network);
  if (!levels[level]!.prunable || comparedLevels(network).has(level)) return false;
  const isChanged = network.layers.some((layer, index) => {
    const isChanging = isCombining(layer) || (layer.kind === 'slice' && layer.activation !== 'identity');
    return isChanging && runsOver(outputs[index]!, level);
  });
  const makers = weighted.filter(({ output }) => runsOver(output, level));
  const isPadded = network.layers.some((layer, index) => {
    const source = outputs[sourceOf(network, index)];
    return addsZeros(layer) && source !== undefined && runsOver(source, level);
  });
  return !isChanged && !isPadded && makers.length === 1;
}
