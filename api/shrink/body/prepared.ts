import {
  type CompactNetwork,
  type InputSpec,
  outputWidth,
  type Posterior,
  shapesOf,
  type Task,
} from '../../../core/index.ts';
import { type Dataset, encodeRows } from '../../../datasets/index.ts';
import type { Body, ForeignModel, OnnxModel } from '../../../onnx/index.ts';
import { networkOutputs } from '../../../trainer/index.ts';
import { readingTolerance } from '../compare/reading-tolerance.ts';
import type { Examined } from '../reading/examined.ts';
import type { ShrinkSource } from '../shrink-options.ts';
import { bodyDataset, inputOf, namesOfFeatures } from './body-dataset.ts';
import { bodyFeatures } from './body-features.ts';
import { imitation, type Meaning, meaningOf } from './meaning.ts';
import { canScaleTarget, lastActivationOf, startNetwork } from './start-network.ts';

/** The body, ready to be trained or cut. */
export interface Prepared {
  readonly start: CompactNetwork;
  /** The body's features and targets; undefined without data, or where nothing is known of what it puts out. */
  readonly dataset?: Dataset;
  /** `[n, features]` on the body's own scale. */
  readonly features?: Float32Array;
  readonly notes: readonly string[];
}

/**
 * Runs what is before the body, scales its features, and finds out what its sums mean.
 * @returns undefined where the body's rows are not those of the data
 */
export async function prepare(
  source: ShrinkSource,
  body: Body,
  dataset: Dataset,
  examined: Examined,
  earlier: Posterior | undefined,
): Promise<Prepared | undefined> {
  const { name, foreign, bytes } = source;
  const { network } = body;
  const features = await bodyFeatures(name, { ...foreign, body }, examined.feeds, dataset);
  if (!features) return undefined;
  const { train } = dataset.split;
  const names = namesOfFeatures(dataset, network.inputs);
  const input = earlier?.input ?? inputOf(network, features, train, names);
  const plain = startNetwork(body, input, unknownTask(body));
  const meaning = await meaningFor(foreign.model, body, plain, features, dataset, examined);
  if (!meaning) {
    const note = `What the ${outputsOf(body)} outputs of the part that can be pruned mean to the model could not be found out: nothing is trained, the layers after a cut are fitted to what they put out before it.`;
    return { start: plain, features, notes: [note] };
  }
  const task = earlier?.task ?? (canScaleTarget(network) ? meaning.task : unscaled(meaning.task));
  return {
    start: startNetwork(body, input, task),
    dataset: bodyDataset(dataset, bytes, { input, task, rows: features, targets: meaning.targets }),
    features,
    notes: [],
  };
}

/** The same without any data: nothing can be scaled, and nothing has to be, unless an earlier posterior did. */
export function prepareWithoutData(
  { body }: Required<Pick<ForeignModel, 'body'>>,
  earlier: Posterior | undefined,
): Prepared {
  if (earlier) return { start: startNetwork(body, earlier.input, earlier.task), notes: [] };
  const { image, inputs } = body.network;
  const input: InputSpec = image
    ? { kind: 'image', ...image, scale: 1 }
    : {
        kind: 'table',
        columns: Array.from({ length: inputs }, (_, index) => ({
          kind: 'numeric',
          name: `x${index + 1}`,
          mean: 0,
          scale: 1,
          imputed: false,
        })),
      };
  return { start: startNetwork(body, input, unknownTask(body)), notes: [] };
}

async function meaningFor(
  model: OnnxModel,
  body: Body,
  start: CompactNetwork,
  features: Float32Array,
  dataset: Dataset,
  { reading, answers, sample, targets }: Examined,
): Promise<Meaning | undefined> {
  // A number for each place is nothing that the data has targets for.
  if (body.imageOutput) return undefined;
  const width = outputsOf(body);
  const sumsOf = (rows: Uint32Array) =>
    networkOutputs(start, {
      width: body.network.inputs,
      count: rows.length,
      features: (indices, out) => {
        encodeRows(
          start.input,
          features,
          indices.map((index) => rows[index]!),
          out,
        );
      },
    });
  const observed = {
    sums: await sumsOf(sample),
    width,
    lastActivation: lastActivationOf(body.network),
    answers,
    rows: sample,
    tolerance: readingTolerance(model),
  };
  const known = meaningOf(observed, reading, dataset, targets);
  if (known || width > 1) return known;
  return imitation(await sumsOf(Uint32Array.from(targets, (_, row) => row)), dataset.split.train);
}

function outputsOf(body: Body): number {
  return shapesOf(body.network).at(-1)![0];
}

/** For sums of which nothing is known yet. */
function unknownTask(body: Body): Task {
  const width = outputsOf(body);
  const regression: Task = { kind: 'regression', target: 'output', mean: 0, scale: 1 };
  if (width === outputWidth(regression)) return regression;
  return { kind: 'classification', labels: Array.from({ length: width }, (_, output) => `output ${output + 1}`) };
}

function unscaled(task: Task): Task {
  return task.kind === 'regression' ? { ...task, mean: 0, scale: 1 } : task;
}
