import type { Tensor } from 'onnxruntime-common';
import { columnCount } from '../../core/essentials.ts';
import type { BatchOptions, FeatureRow, Feed, Rows } from '../model/contract.ts';
import { tensorsOf } from '../model/model-interface.ts';
import type { Runner } from '../model/runner.ts';
import type { Runtime } from '../model/session.ts';
import type { ModelMetadata } from '../model-file/metadata.ts';
import type { Outputs } from './answers.ts';
import { checkAnswers, checkValues } from './check-values.ts';
import { flatFeatures, namedRows } from './feature-rows.ts';
import { type ArrayRows, flatRows } from './input-rows.ts';
import { microBatch } from './micro-batch.ts';

export interface OwnModel {
  readonly name: string;
  readonly metadata: ModelMetadata;
  readonly input: string;
  /** What the answers are made from, the first of them first. */
  readonly fetches: readonly string[];
  /** What is fed beside the rows with every call. */
  readonly standing: Readonly<Record<string, Feed>>;
  readonly batch: BatchOptions | undefined;
}

export interface Predict<Answer> {
  (row: FeatureRow): Promise<Answer>;
  (rows: Rows): Promise<Answer[]>;
}

/** `predict` of a model that says what its rows and its answers mean, and what sends on the calls that wait for others. */
export function answersFrom<Answer>(
  runner: Runner,
  own: OwnModel,
  answersOf: (first: Float32Array, outputs: Outputs) => Answer[],
): { readonly predict: Predict<Answer>; readonly flush: (() => void) | undefined } {
  const { name, fetches, standing } = own;
  const { input } = own.metadata;
  const width = columnCount(input);
  const [first] = fetches as readonly [string];
  const hasStanding = Object.keys(standing).length > 0;

  // Only the outputs that are needed: the runtime copies every other one for nothing.
  const feedsOf = (flat: Float32Array, runtime: Runtime) => {
    const feeds = { [own.input]: new runtime.Tensor('float32', flat, [flat.length / width, width]) as Tensor };
    if (hasStanding) Object.assign(feeds, tensorsOf(standing, runtime, name));
    return feeds;
  };
  const valuesOf = (results: Readonly<Record<string, Tensor>>): Outputs => {
    const outputs: Record<string, Float32Array> = {};
    for (const output of fetches) outputs[output] = results[output]!.data as Float32Array;
    return outputs;
  };
  const runRows = async (flat: Float32Array) =>
    valuesOf(await runner.run(feedsOf(flat, runner.current.runtime), fetches));
  const batch = own.batch && microBatch(width, runRows, partOf, own.batch);

  const runBatched = async (flat: Float32Array) => {
    runner.begin();
    try {
      return await batch!.run(flat);
    } finally {
      runner.end();
    }
  };
  function predict(row: FeatureRow): Promise<Answer>;
  function predict(rows: Rows): Promise<Answer[]>;
  async function predict(rows: FeatureRow | Rows): Promise<Answer | Answer[]> {
    const named = rows instanceof Float32Array ? undefined : namedRows(rows);
    const flat = named ? flatFeatures(named, input, name) : flatRows(rows as ArrayRows, width, name);
    if (input.kind === 'table') checkValues(flat, input, name);
    let outputs: Outputs;
    if (batch) outputs = await runBatched(flat);
    else {
      // As `runRows`, which would be a measurable part of a call.
      const placed = runner.begin();
      let results: Readonly<Record<string, Tensor>>;
      const feeds = feedsOf(flat, placed.runtime);
      try {
        results = await placed.session.run(feeds, fetches);
        runner.answered();
      } catch (error) {
        results = await runner.recover(placed, error, feeds, fetches).finally(runner.end);
      }
      outputs = valuesOf(results);
    }
    const main = outputs[first]!;
    checkAnswers(main, flat, input, name);
    const answers = answersOf(main, outputs);
    return named && !Array.isArray(rows) ? answers[0]! : answers;
  }
  return { predict, flush: batch?.flush };
}

function partOf(outputs: Outputs, start: number, count: number, total: number): Outputs {
  const part: Record<string, Float32Array> = {};
  for (const [output, values] of Object.entries(outputs)) {
    const width = values!.length / total;
    part[output] = values!.slice(start * width, (start + count) * width);
  }
  return part;
}
