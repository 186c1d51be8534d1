import { columnCount, type Feature, featuresOf, graph, type InputSpec, type Node } from '../../core/index.ts';

const { cast, constant, concat, equal, gather, isNotANumber, sub, where } = graph;

/** The first layer's inputs as a graph on raw values, and what its weights still have to do to them. */
export interface RawFeatures {
  /** `[batch, keptInputs.length]`, columns in the order of `order`. */
  readonly values: Node;
  /** Positions in `keptInputs`. */
  readonly order: readonly number[];
  /** The feature is `(value - shift) / scale`: one of each per column of `values`. */
  readonly shift: readonly number[];
  readonly scale: readonly number[];
  /** Whether one Gather reads all of `values` from the raw row, so that fewer columns are as many fewer values. */
  readonly isGathered: boolean;
}

interface Part {
  readonly values: Node;
  readonly members: readonly Member[];
  readonly shift: readonly number[];
  readonly scale: readonly number[];
}

interface Member {
  readonly position: number;
  readonly feature: Feature;
}
type Affine = Member & { readonly feature: Extract<Feature, { kind: 'affine' }> };
type Indicator = Member & { readonly feature: Extract<Feature, { kind: 'indicator' }> };

/**
 * Beyond this many scales from zero (years, timestamps), means are subtracted before the first layer and not folded
 * into it, where a large product minus a large bias would cancel and leave rounding errors.
 */
const farFromZero = 32;

/** Names a constant, for readers of the file. */
export type Naming = (name: string, node: Node) => Node;

/**
 * Reads from the raw row `[batch, columns]` what the kept features need, and no more. Numeric columns pass through
 * (their standardisation is left to the first layer); missing values become the mean where they were imputed in
 * training, and stay NaN elsewhere; categories become 0/1 indicators.
 */
export function rawFeatures(input: InputSpec, keptInputs: readonly number[], row: Node, named: Naming): RawFeatures {
  const features = featuresOf(input);
  const members = keptInputs.map((index, position): Member => ({ position, feature: features[index]! }));
  const affine = members.filter((member): member is Affine => member.feature.kind === 'affine');
  const columnsOf = (chosen: readonly Member[]) => chosen.map(({ feature }) => feature.column);
  const isAll = (columns: readonly number[]) =>
    columns.length === columnCount(input) && columns.every((column, index) => column === index);
  const read = (name: string, chosen: readonly Member[]) => {
    const columns = columnsOf(chosen);
    return isAll(columns)
      ? row
      : gather(row, named(`${name}.columns`, constant(columns, [columns.length], 'int64')), 1);
  };
  const parts = [
    affinePart(
      'numeric',
      affine.filter(({ feature }) => !feature.imputed),
      read,
      named,
    ),
    affinePart(
      'imputed',
      affine.filter(({ feature }) => feature.imputed),
      read,
      named,
    ),
    indicatorPart(
      members.filter((member): member is Indicator => member.feature.kind === 'indicator'),
      read,
      named,
    ),
  ].filter((part) => part !== undefined);
  return {
    values:
      parts.length === 1
        ? parts[0]!.values
        : concat(
            parts.map((part) => part.values),
            1,
          ),
    order: parts.flatMap((part) => part.members.map(({ position }) => position)),
    shift: parts.flatMap((part) => part.shift),
    scale: parts.flatMap((part) => part.scale),
    isGathered: parts.length === 1 && !isAll(columnsOf(parts[0]!.members)),
  };
}

type Read = (name: string, members: readonly Member[]) => Node;

function affinePart(name: string, members: readonly Affine[], read: Read, named: Naming): Part | undefined {
  if (members.length === 0) return undefined;
  const raw = read(name, members);
  const means = members.map(({ feature }) => feature.mean);
  const scale = members.map(({ feature }) => feature.scale);
  const isFar = means.some((mean, index) => Math.abs(mean) > farFromZero * scale[index]!);
  // What float32 leaves of the means is small, and folded like a mean that is not far.
  const centres = means.map((mean) => (isFar ? Math.fround(mean) : 0));
  const shift = means.map((mean, index) => mean - centres[index]!);
  const centred = isFar ? sub(raw, named(`${name}.centres`, constant(centres))) : raw;
  const values = members[0]!.feature.imputed
    ? where(isNotANumber(centred), named(`${name}.substitutes`, constant(shift)), centred)
    : centred;
  return { values, members, shift, scale };
}

function indicatorPart(members: readonly Indicator[], read: Read, named: Naming): Part | undefined {
  if (members.length === 0) return undefined;
  const codes = named('categories.codes', constant(members.map(({ feature }) => feature.category)));
  return {
    values: cast(equal(read('categories', members), codes), 'float'),
    members,
    shift: members.map(() => 0),
    scale: members.map(() => 1),
  };
}
