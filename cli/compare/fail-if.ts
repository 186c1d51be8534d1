import { formatFigure, SecateurError } from '../../core/index.ts';
import { type Comparison, comparedFigures, targetNameOf } from '../../runtime/index.ts';

/** `p50>1.05x`: what must not be; `undefined` where it was not measured. */
export interface Condition {
  readonly figure: string;
  /** A sentence where it is so, `met` where it is not. */
  readonly check: (comparison: Comparison) => string | 'met' | undefined;
}

/** What a figure is, how it is written, and which way it gets worse. */
interface Kind {
  readonly names: readonly string[];
  readonly sign: '<' | '>';
  readonly unit: 'x' | '%';
  readonly read: (comparison: Comparison, figure: string) => number | undefined;
}

/** Ratios are after by before; percentages of accuracy are points that were won (lost where negative). */
const kinds: readonly Kind[] = [
  {
    names: ['p50', ...comparedFigures, 'rmse'],
    sign: '>',
    unit: 'x',
    read: ({ p50Ratio, ratios, answers }, figure) => {
      if (figure === 'p50') return p50Ratio;
      if (figure === 'rmse') return answers?.figure === 'rmse' ? 1 + answers.loss.difference : undefined;
      return ratios?.[figure as keyof typeof ratios];
    },
  },
  {
    names: ['accuracy'],
    sign: '<',
    unit: '%',
    read: ({ answers }) => (answers?.figure === 'accuracy' ? -100 * answers.loss.difference : undefined),
  },
  { names: ['agreement'], sign: '<', unit: '%', read: ({ answers }) => answers && 100 * answers.agreement },
  {
    names: ['ece'],
    sign: '>',
    unit: '%',
    read: ({ answers }) => {
      const error = answers?.certainty?.after.expectedCalibrationError;
      return error === undefined ? undefined : 100 * error;
    },
  },
];

/** The same on every device. */
const ofFiles: readonly string[] = ['size', 'gzip'];

const examples = ['p50>1.05x', 'size>1x', 'accuracy<-0.5%', 'agreement<99%'] as const;

/** Reads conditions with commas between them. @throws ARGUMENT_INVALID */
export function readConditions(text: string): readonly Condition[] {
  return text.split(',').map(readCondition);
}

function readCondition(part: string): Condition {
  const [, figure = '', sign, number, unit] =
    /^\s*(\w+)\s*([<>])\s*(-?(?:\d+(?:\.\d+)?|\.\d+))\s*([x%]?)\s*$/.exec(part) ?? [];
  const kind = kinds.find(({ names }) => names.includes(figure));
  const limit = Number(number);
  if (!kind || sign !== kind.sign || (unit !== '' && unit !== kind.unit) || (kind.unit === 'x' && !(limit > 0))) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `Cannot read --fail-if '${part.trim()}'. Write for example ${examples.join(', ')}, with one of ${kinds.flatMap(({ names }) => names).join(', ')}.`,
    );
  }
  const check = (comparison: Comparison) => {
    const value = kind.read(comparison, figure);
    if (value === undefined) return undefined;
    const { after, doubt } = comparison;
    const where = kind.names.includes('p50') && figure !== 'rmse' ? ` on ${targetNameOf(after)}` : '';
    // Whatever was measured there, it was not these models.
    if (where !== '' && doubt === 'answers' && !ofFiles.includes(figure)) {
      return `${figure} of ${after.name}${where} says nothing, because a model answers wrongly there`;
    }
    const isMet = kind.sign === '>' ? value <= limit : value >= limit;
    // A median counts only where its whole interval does as well: noise alone must not fail a build.
    if (isMet || (figure === 'p50' && comparison.verdict === 'cannot tell')) return 'met';
    return `${figure} of ${after.name}${where} is ${formatFigure(value)}${kind.unit} (${kind.sign === '>' ? 'more' : 'less'} than ${limit}${kind.unit})`;
  };
  return { figure, check };
}

/** @throws CHECK_FAILED naming every condition that holds; DATA_INVALID for a figure that was not measured */
export function checkConditions(comparisons: readonly Comparison[], conditions: readonly Condition[]): void {
  const found = conditions.flatMap(({ figure, check }) =>
    comparisons.map((comparison) => {
      const said = check(comparison);
      if (said !== undefined) return said;
      const { before, after } = comparison;
      throw new SecateurError(
        'DATA_INVALID',
        `--fail-if ${figure}: it was not measured for both ${before.name} and ${after.name} on ${targetNameOf(after)}. Measure both here (answers take --data), or compare something else.`,
      );
    }),
  );
  const failures = [...new Set(found)].filter((said) => said !== 'met');
  if (failures.length === 0) return;
  throw new SecateurError('CHECK_FAILED', `--fail-if: ${failures.join('; ')}.`);
}
