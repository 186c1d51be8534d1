import { type Column, type CompactNetwork, featureNames, featuresOf, SecateurError } from '../../core/index.ts';

/** A value that has to be measured for a model. */
export interface NeededFeature {
  /** The column's name, or `pixel ROW,COLUMN`. */
  readonly name: string;
  /** Its place among the columns that the uncut network took. */
  readonly column: number;
  /** Of a categorical column, in the order of their codes. */
  readonly categories?: readonly string[];
}

export interface NarrowedNetwork {
  /** Takes rows of the columns that it reads, and of no others. */
  readonly network: CompactNetwork;
  /** One for each value of a row, in order. */
  readonly features: readonly NeededFeature[];
}

/**
 * The same network with an interface of only the columns that it reads: what nobody reads need not be measured. Pixels
 * become columns of a table, by name.
 * @throws UNSUPPORTED for a network that reads whole images
 */
export function narrowInput(network: CompactNetwork): NarrowedNetwork {
  const { input, image, keptInputs } = network;
  if (image) {
    throw new SecateurError(
      'UNSUPPORTED',
      'A network of convolutions reads whole images: there is no pixel to leave out. Leave --narrow-input out.',
    );
  }
  const all = featuresOf(input);
  const needed = [...new Set(keptInputs.map((index) => all[index]!.column))].sort((a, b) => a - b);
  const columns = columnsOf(network);
  const narrowed = { kind: 'table' as const, columns: needed.map((column) => columns[column]!) };
  const places = new Map(needed.map((column, place) => [column, place]));
  const positions = new Map(featuresOf(narrowed).map((feature, position) => [keyOf(feature), position]));
  const positionOf = (index: number) => {
    const feature = all[index]!;
    return positions.get(keyOf({ ...feature, column: places.get(feature.column)! }))!;
  };
  return {
    network: { ...network, input: narrowed, keptInputs: keptInputs.map(positionOf) },
    features: needed.map((column) => {
      const { name, ...rest } = columns[column]!;
      return { name, column, ...(rest.kind === 'categorical' && { categories: rest.categories }) };
    }),
  };
}

function columnsOf({ input }: CompactNetwork): readonly Column[] {
  if (input.kind === 'table') return input.columns;
  const names = featureNames(input);
  return featuresOf(input).flatMap((feature, pixel) =>
    feature.kind === 'affine'
      ? [{ kind: 'numeric', name: names[pixel]!, mean: feature.mean, scale: feature.scale, imputed: false }]
      : [],
  );
}

function keyOf(feature: ReturnType<typeof featuresOf>[number]): string {
  return feature.kind === 'indicator' ? `${feature.column} ${feature.category}` : `${feature.column}`;
}
