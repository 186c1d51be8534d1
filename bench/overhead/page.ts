import type { OverheadBlocks } from './ratio.ts';

export interface PageRequest {
  readonly url: string;
  /** The rows to call with, one after another. */
  readonly rows: readonly (readonly number[])[];
  readonly blocks: number;
  readonly callsPerBlock: number;
}

/**
 * `predict()` against a bare session of the same library in the same page, on the same rows. Runs in the page: whatever it
 * needs is imported there. A browser's clock is coarse, so it is a block of calls that is timed, not a call.
 */
export async function measureInPage({ url, rows, blocks, callsPerBlock }: PageRequest): Promise<OverheadBlocks> {
  const [{ load }, { InferenceSession, Tensor }] = await Promise.all([
    import('secateur/runtime/web'),
    import('onnxruntime-web/wasm'),
  ]);
  const model = await load(url, { device: 'wasm' });
  if (model.kind !== 'classification') throw new Error('The overhead of predict() is measured on a classifier.');
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const session = await InferenceSession.create(bytes, {
    executionProviders: ['wasm'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  });
  const inputName = session.inputNames[0]!;
  const data = rows.map((row) => Float32Array.from(row));
  const feedOf = (row: Float32Array) => ({ [inputName]: new Tensor('float32', row, [1, row.length]) });
  const oneOutput = ['probabilities'];
  // The bare calls read their answer too: an answer that nobody looks at is no answer.
  const first = (answer: unknown) => (answer as { data: Float32Array }).data[0]!;
  const contenders = {
    predict: async (row: Float32Array) => (await model.predict(row))[0]!.probabilities[0]!,
    bareOneOutput: async (row: Float32Array) => first((await session.run(feedOf(row), oneOutput))['probabilities']),
    bareAllOutputs: async (row: Float32Array) => first((await session.run(feedOf(row)))['probabilities']),
  };
  const names = ['predict', 'bareOneOutput', 'bareAllOutputs'] as const;
  const measured: Record<(typeof names)[number], number[]> = { predict: [], bareOneOutput: [], bareAllOutputs: [] };
  const warmUpBlocks = 30;
  let seen = 0;
  for (let block = 0; block < warmUpBlocks + blocks; block++) {
    for (let turn = 0; turn < names.length; turn++) {
      // Every block begins with another one, so that none always follows the same neighbour.
      const name = names[(turn + block) % names.length]!;
      const call = contenders[name];
      const start = performance.now();
      for (let index = 0; index < callsPerBlock; index++) seen += await call(data[index % data.length]!);
      const meanMs = (performance.now() - start) / callsPerBlock;
      if (block >= warmUpBlocks) measured[name].push(Number(meanMs.toPrecision(5)));
    }
  }
  if (!Number.isFinite(seen)) throw new Error('An answer was not a number.');
  await session.release();
  await model.dispose();
  return measured;
}
