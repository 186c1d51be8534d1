import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { columnCount, SecateurError } from '../../core/index.ts';
import { load } from '../../runtime/index.ts';
import { answerAndExit } from '../support/child.ts';
import { median } from '../support/statistics.ts';
import { rowsToCallWith } from './model.ts';
import type { OverheadBlocks } from './ratio.ts';

export interface OverheadRequest {
  readonly modelFile: string;
  readonly blocks: number;
  readonly callsPerBlock: number;
}

const request = JSON.parse(process.argv.at(-1)!) as OverheadRequest;
answerAndExit(await measureBlocks(request));

/** `predict()` against a bare session with the same options, in one process, on the same rows. */
async function measureBlocks({ modelFile, blocks, callsPerBlock }: OverheadRequest): Promise<OverheadBlocks> {
  const model = await load(modelFile);
  if (model.kind !== 'classification') {
    throw new SecateurError('UNSUPPORTED', `${modelFile}: the overhead of predict() is measured on a classifier.`);
  }
  const session = await InferenceSession.create(await readFile(modelFile), {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    extra: { session: { 'intra_op.allow_spinning': '0' } },
  });
  const width = columnCount(model.metadata.input);
  const rows = rowsToCallWith(width);
  const inputName = session.inputNames[0]!;
  const feedOf = (row: Float32Array) => ({ [inputName]: new Tensor('float32', row, [1, width]) });
  const oneOutput = ['probabilities'];
  // The bare calls read their answer too: an answer that nobody looks at is no answer.
  const contenders = {
    predict: async (row: Float32Array) => (await model.predict(row))[0]!.probabilities[0]!,
    bareOneOutput: async (row: Float32Array) =>
      ((await session.run(feedOf(row), oneOutput))['probabilities']!.data as Float32Array)[0]!,
    bareAllOutputs: async (row: Float32Array) =>
      ((await session.run(feedOf(row)))['probabilities']!.data as Float32Array)[0]!,
  };
  const names = ['predict', 'bareOneOutput', 'bareAllOutputs'] as const;
  const measured: Record<(typeof names)[number], number[]> = { predict: [], bareOneOutput: [], bareAllOutputs: [] };
  const warmUpBlocks = 4;
  let seen = 0;
  for (let block = 0; block < warmUpBlocks + blocks; block++) {
    for (let turn = 0; turn < names.length; turn++) {
      // Every block begins with another one, so that none always follows the same neighbour.
      const name = names[(turn + block) % names.length]!;
      const call = contenders[name];
      const times = new Array<number>(callsPerBlock);
      for (let index = 0; index < callsPerBlock; index++) {
        const row = rows[index % rows.length]!;
        const start = performance.now();
        seen += await call(row);
        times[index] = performance.now() - start;
      }
      if (block >= warmUpBlocks) measured[name].push(median(times));
    }
  }
  if (!Number.isFinite(seen)) throw new SecateurError('PROVIDER_FAILED', `${modelFile}: an answer was not a number.`);
  await session.release();
  await model.dispose();
  return measured;
}
