import {
  decodePosterior,
  describeTempering,
  featureNames,
  formatBytes,
  formatCount,
  formatFigure,
  formatNetwork,
  likelihoodOf,
  type Posterior,
  type PriorRecord,
  parameterCount,
  probabilityOf,
  type SizeRecord,
  structureOf,
  tensorNames,
} from '../../core/index.ts';
import { scoresOf } from '../../exporter/index.ts';
import { fields } from '../format.ts';

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
    ['Network', `${formatNetwork(network)}, ${formatCount(parameterCount(network))} parameters`],
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
    ...Object.entries(metrics).map(([name, figure]): [string, string] => [name, formatFigure(figure)]),
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
  const { levels } = structureOf(network);
  const names: [string, string][] = [
    ['Inputs', tensorNames.inputInclusion],
    ...network.layers.flatMap((_, layer): [string, string][] => [
      ...levels
        .filter(({ owner }) => owner === layer)
        .map(({ name }, part): [string, string] => [
          `Layer ${layer + 1}${part === 0 ? '' : `, part ${part + 1}`}`,
          `${name}.inclusionLogit`,
        ]),
      [`Layer ${layer + 1} weights`, tensorNames.weightInclusion(layer)],
    ]),
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

/** Where single weights have indicators, a feature is as probable as the weakest weight of its strongest path. */
function rankedFeatures(posterior: Posterior): { name: string; probability: number }[] {
  const { input, tensors } = posterior;
  const isKnown = Object.keys(tensors).some((name) => /inclusionLogit$/i.test(name));
  const logOdds = isKnown ? scoresOf(posterior, 'inclusion').levels[0] : undefined;
  if (!logOdds) return [];
  return featureNames(input)
    .map((name, index) => ({ name, probability: probabilityOf(logOdds[index]!) }))
    .sort((a, b) => b.probability - a.probability);
}

function describePrior(prior: PriorRecord): string {
  const { name, slabScales, slabLearned, spikeScales, size } = prior;
  const inclusion = size
    ? `about ${formatCount(size.budget)} ${sizeUnit(size)}, at ${formatFigure(size.price)} nats each`
    : `inclusion ${describeInclusion(prior)}`;
  const spikes = spikeScales ? `; spike scales ${spikeScales.map(formatFigure).join(', ')}` : '';
  return `${name}: ${inclusion}; ${slabLearned ? 'learned ' : ''}slab scales ${slabScales.map(formatFigure).join(', ')}${spikes}`;
}

function describeInclusion({ inputLogit, unitLogits, weightLogits }: PriorRecord): string {
  const probabilities = (logits: readonly number[]) =>
    logits.map((logit) => formatFigure(probabilityOf(logit))).join(', ');
  if (weightLogits) return `${probabilities(weightLogits)} of the weights of each layer`;
  return `${probabilities([inputLogit])} of inputs, ${probabilities(unitLogits)} of units`;
}

function sizeUnit({ unit }: SizeRecord): string {
  return unit === 'macs' ? 'multiply-accumulates' : 'parameters';
}

function shortList(names: readonly string[]): string {
  const most = 12;
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}
