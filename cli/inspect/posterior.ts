import {
  decodePosterior,
  featureNames,
  formatNetwork,
  likelihoodOf,
  type Posterior,
  type PriorRecord,
  parameterCount,
  type SizeRecord,
  tensorNames,
} from '../../core/index.ts';
import { probabilityOf } from '../../exporter/index.ts';
import { count, fields, bytes as formatBytes, significant } from '../format.ts';
import { describeTempering } from '../train/tempering.ts';

const topFeatures = 10;

/** The part that the median rule looks at: one line for the inputs, one for each hidden layer. */
interface Group {
  readonly name: string;
  readonly members: number;
  /** More probably needed than not. */
  readonly kept: number;
  /** Sum of the inclusion probabilities. */
  readonly expected: number;
}

export function describePosterior(bytes: Uint8Array, source: string): { value: unknown; text: string } {
  const posterior = decodePosterior(bytes, source);
  const { network, family, prior, tempering, task, seed, data, metrics, input } = posterior;
  const groups = groupsOf(posterior);
  const features = rankedFeatures(posterior).slice(0, topFeatures);
  const value = {
    kind: 'posterior',
    file: source,
    sizeBytes: bytes.length,
    network: formatNetwork(network),
    parameters: parameterCount(network),
    family,
    prior,
    tempering,
    task,
    input: input.kind === 'image' ? input : { kind: input.kind, columns: input.columns.map(({ name }) => name) },
    seed,
    data,
    metrics,
    groups,
    topFeatures: features,
  };
  const text = fields([
    ['File', `${source}, ${formatBytes(bytes.length)}, a posterior`],
    ['Network', `${formatNetwork(network)}, ${count(parameterCount(network))} parameters`],
    [
      'Task',
      task.kind === 'regression'
        ? `regression of ${task.target}`
        : `${task.labels.length} classes: ${shortList(task.labels)}`,
    ],
    ['Likelihood', likelihoodOf(task)],
    ['Family', family],
    ['Prior', groups.length > 0 ? describePrior(prior) : 'none'],
    ['Tempering', describeTempering(tempering) ?? 'none'],
    ['Data', `${data.name}, seed ${seed}`],
    ...Object.entries(metrics).map(([name, figure]): [string, string] => [name, significant(figure)]),
    ...groups.map(({ name, members, kept, expected }): [string, string] => [
      name,
      `${kept} of ${members} above 1/2 (expected ${expected.toFixed(1)})`,
    ]),
    ...(features.length > 0
      ? [
          [
            'Top features',
            features.map(({ name, probability }) => `${name} ${probability.toFixed(3)}`).join(', '),
          ] as const,
        ]
      : []),
  ]);
  return { value, text };
}

function groupsOf({ network, tensors }: Posterior): Group[] {
  const names: [string, string][] = [
    ['Inputs', tensorNames.inputInclusion],
    ...network.layers.map((_, layer): [string, string] => [`Layer ${layer + 1}`, tensorNames.inclusion(layer)]),
  ];
  return names.flatMap(([name, tensorName]) => {
    const logOdds = tensors[tensorName]?.data;
    if (!logOdds) return [];
    return [
      {
        name,
        members: logOdds.length,
        kept: logOdds.filter((value) => value > 0).length,
        expected: logOdds.reduce((sum, value) => sum + probabilityOf(value), 0),
      },
    ];
  });
}

function rankedFeatures({ input, tensors }: Posterior): { name: string; probability: number }[] {
  const logOdds = tensors[tensorNames.inputInclusion]?.data;
  if (!logOdds) return [];
  return featureNames(input)
    .map((name, index) => ({ name, probability: probabilityOf(logOdds[index]!) }))
    .sort((a, b) => b.probability - a.probability);
}

function describePrior({ name, inputLogit, unitLogits, slabScales, slabLearned, size }: PriorRecord): string {
  const inclusion = size
    ? `about ${count(size.budget)} ${sizeUnit(size)}, at ${significant(size.price)} nats each`
    : `inclusion ${significant(probabilityOf(inputLogit))} of inputs, ${unitLogits.map((logit) => significant(probabilityOf(logit))).join(', ')} of units`;
  return `${name}: ${inclusion}; ${slabLearned ? 'learned ' : ''}slab scales ${slabScales.map(significant).join(', ')}`;
}

function sizeUnit({ unit }: SizeRecord): string {
  return unit === 'macs' ? 'multiply-accumulates' : 'parameters';
}

function shortList(names: readonly string[]): string {
  const most = 12;
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}
