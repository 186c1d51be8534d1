import { SecateurError } from '../../core/index.ts';
import { type Design, designs, type Parameters } from './designs.ts';

export interface Simulation {
  /** Without `sim:`. */
  readonly name: string;
  readonly design: Design;
  /** The published values, but for those that were given. */
  readonly parameters: Parameters;
}

const mostFeatures = 1e6;
const mostValues = 2 ** 29;

/** `p` must reach the last feature that the formula names, and classes must have two rows in every part. */
const bounds: Readonly<Record<string, { minimum: number; maximum: number; whole?: boolean }>> = {
  n: { minimum: 10, maximum: 1e8, whole: true },
  p: { minimum: 5, maximum: mostFeatures, whole: true },
  validation: { minimum: 2, maximum: 1e8, whole: true },
  test: { minimum: 2, maximum: 1e8, whole: true },
  active: { minimum: 0, maximum: mostFeatures, whole: true },
  pi: { minimum: 0, maximum: 1 },
  alpha: { minimum: 1e-6, maximum: 1e6 },
  sigma2: { minimum: 0, maximum: 1e12 },
};

/**
 * Reads `sim:saha` or `sim:saha,n=2000,p=100,pi=0.2`.
 * @throws ARGUMENT_INVALID for a design or a parameter that does not exist, or a value out of its bounds.
 */
export function parseSimulation(source: string): Simulation {
  const [name = '', ...assignments] = source.replace(/^sim:/, '').split(',');
  const design = Object.hasOwn(designs, name) ? designs[name] : undefined;
  if (design === undefined) {
    throw invalid(source, `there is no simulation '${name}'. Choose from ${simulationNames().join(', ')}`);
  }
  const parameters: Record<string, number> = { ...design.defaults };
  const given = new Set<string>();
  for (const assignment of assignments) {
    const [, key = '', text = ''] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(assignment) ?? [];
    if (!Object.hasOwn(design.defaults, key)) {
      throw invalid(source, `'${assignment}' sets no parameter of ${name}. Write name=value, of ${describe(design)}`);
    }
    if (given.has(key)) throw invalid(source, `${key} is given twice. Leave one out`);
    given.add(key);
    parameters[key] = readValue(source, key, text);
  }
  const { n = 0, p = 0, validation = 0, test = 0, active = 0 } = parameters;
  // The published `active` stands for all features where there are fewer.
  if (given.has('active') && active > p) {
    throw invalid(source, `active=${active} of ${p} features is too many. Choose at most ${p}, or a larger p`);
  }
  if ((n + validation + test) * p > mostValues) {
    throw invalid(source, `${n + validation + test} rows of ${p} features are more than fit into memory. Choose fewer`);
  }
  return { name, design, parameters };
}

export function simulationNames(): string[] {
  return Object.keys(designs).map((name) => `sim:${name}`);
}

function readValue(source: string, key: string, text: string): number {
  const { minimum, maximum, whole } = bounds[key]!;
  const value = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum && (!whole || Number.isInteger(value))) return value;
  throw invalid(
    source,
    `${key}=${text} is not a ${whole ? 'whole number' : 'number'} from ${minimum} to ${maximum}. Correct it`,
  );
}

function describe({ defaults }: Design): string {
  return Object.entries(defaults)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

function invalid(source: string, what: string): SecateurError {
  return new SecateurError('ARGUMENT_INVALID', `${source}: ${what}.`);
}
