import { expect, test } from '@jest/globals';
import type { InferenceSession } from 'onnxruntime-common';
import { graph, type Tensor } from '../../../core/index.ts';
import { encodeModel, lowerLoop } from '../../../onnx/index.ts';
import type { Reply, Request } from '../../../trainer/engines/onnx-protocol.ts';
import type { OnnxRuntime } from '../../../trainer/engines/onnx-runtime.ts';
import { onnxRuntimeFor } from '../../../trainer/engines/onnx-runtimes.ts';
import { openSteps } from '../../../trainer/engines/onnx-steps.ts';
import { separateSteps } from '../../../trainer/engines/separate-steps.ts';
import { setUpOf } from '../../../trainer/engines/set-up.ts';
import { valuesOf } from '../../../trainer/engines/stepping.ts';

const shape = [512, 1024];
const size = 512 * 1024;
const { device, threads } = { device: 'cpu', threads: 1 } as const;

/** A state as large as those that are stepped one by one: w' = .9 w + v x, v' = tanh(v - w), with x fed. */
function largeProgram() {
  const [w, v, x] = [graph.input('w', shape), graph.input('v', shape), graph.input('x', [])];
  const state = {
    w: { before: w, after: graph.add(graph.mul(w, 0.9), graph.mul(v, x)) },
    v: { before: v, after: graph.tanh(graph.sub(v, w)) },
  };
  const record = graph.reshape(graph.total(graph.square(w)), [1]);
  return { step: { state, perStep: [x], record }, evaluation: graph.total(w) };
}

function startingState(): Record<string, Tensor> {
  const tensor = (phase: number) => ({ shape, data: new Float32Array(size).map((_, at) => Math.sin(at + phase)) });
  return { w: tensor(0), v: tensor(1) };
}

const advance = (...x: number[]): Request => ({
  kind: 'advance',
  steps: x.length,
  feeds: { x: Float32Array.from(x) },
});
const readState: Request = { kind: 'readState', names: ['w', 'v'] };

async function stateOf(answer: (request: Request) => Promise<Reply>): Promise<Record<string, Tensor>> {
  const reply = await answer(readState);
  return reply.kind === 'readState' ? reply.state : {};
}

type Run = (
  feeds: Record<string, never>,
  fetches: Record<string, never> | string[],
) => Promise<InferenceSession.ReturnType>;

/** The runtime with something in the place of its sessions' `run`, which is handed to it. */
function running(runtime: OnnxRuntime, instead: (run: Run, ...given: Parameters<Run>) => ReturnType<Run>): OnnxRuntime {
  const create = async (...given: Parameters<typeof runtime.InferenceSession.create>) => {
    const session = await runtime.InferenceSession.create(...given);
    const run = session.run.bind(session) as Run;
    return Object.assign(session, { run: (...asked: Parameters<Run>) => instead(run, ...asked) });
  };
  return { ...runtime, InferenceSession: { create } as typeof runtime.InferenceSession };
}

test('a large state goes from step to step as it does in a loop, bit for bit, and nothing of it is returned', async () => {
  const program = largeProgram();
  const { separate, ...setUp } = setUpOf(program, { device, threads });
  const runtime = await onnxRuntimeFor(device, threads);
  let returned = 0;
  const watched = running(runtime, async (run, feeds, fetches) => {
    const results = await run(feeds, fetches);
    returned += Object.keys(results).length;
    return results;
  });
  const byOne = await openSteps(watched, { ...setUp, separate: separate! });
  const looped = await openSteps(runtime, {
    ...setUp,
    stepModel: encodeModel(lowerLoop(program.step, { contributed: true })),
  });
  for (const answer of [byOne, looped]) await answer({ kind: 'begin', state: startingState() });
  for (const x of [[0.1, -0.2, 0.3], [0.4]]) {
    expect(await byOne(advance(...x))).toEqual(await looped(advance(...x)));
    // What is given away is replaced.
    const [own, other] = [await stateOf(byOne), await stateOf(looped)];
    for (const name of ['w', 'v']) {
      expect(Buffer.compare(bytesOf(own[name]!), bytesOf(other[name]!))).toBe(0);
      (own[name]!.data as Float32Array).fill(Number.NaN);
    }
  }
  expect(returned).toBe(0);
  expect(await byOne({ kind: 'evaluate', feeds: {} })).toEqual(await looped({ kind: 'evaluate', feeds: {} }));
});

test('a runtime that refuses sequences before it computes returns the state, and it is the same', async () => {
  const setUp = setUpOf(largeProgram(), { device, threads });
  const runtime = await onnxRuntimeFor(device, threads);
  const refusing = running(runtime, async (run, feeds, fetches) => {
    if (!Array.isArray(fetches) && Object.hasOwn(fetches, setUp.separate!.sequence)) throw new Error('a sequence');
    return run(feeds, fetches);
  });
  const states: Record<string, Tensor>[] = [];
  for (const each of [runtime, refusing]) {
    const answer = await openSteps(each, setUp);
    await answer({ kind: 'begin', state: startingState() });
    await answer(advance(0.1, -0.2, 0.3));
    states.push(await stateOf(answer));
  }
  for (const name of ['w', 'v']) {
    expect(Buffer.compare(bytesOf(states[1]![name]!), bytesOf(states[0]![name]!))).toBe(0);
  }
});

test('a step that fails is told of, and the state is what it was', async () => {
  const setUp = setUpOf(largeProgram(), { device, threads });
  const answer = await openSteps(await onnxRuntimeFor(device, threads), setUp);
  await answer({ kind: 'begin', state: startingState() });
  await answer(advance(0.1));
  const before = await stateOf(answer);
  await expect(answer({ kind: 'advance', steps: 1, feeds: { x: new Float32Array(3) } })).rejects.toThrow();
  const after = await stateOf(answer);
  for (const name of ['w', 'v']) expect(Buffer.compare(bytesOf(after[name]!), bytesOf(before[name]!))).toBe(0);
});

test('there are two sets of buffers of a state, however many steps are taken and states are read', async () => {
  let made = 0;
  class CountedTensor {
    readonly data: Float32Array;
    readonly dims: readonly number[];
    readonly size: number;
    constructor(_: string, data: Float32Array, dims: readonly number[]) {
      this.data = data;
      this.dims = dims;
      this.size = data.length;
      if (data.length === 1000) made++;
    }
  }
  const add = async (_: unknown, feeds: Record<string, CountedTensor>, fetches: Record<string, CountedTensor>) => {
    for (let at = 0; at < 1000; at++) fetches['after']!.data[at] = feeds['w']!.data[at]! + 1;
  };
  const names = { steps: 'steps', record: { name: 'record', shape: [1] }, after: { w: 'after' } };
  const stepping = separateSteps(
    { Tensor: CountedTensor } as never,
    add as never,
    {} as never,
    { perStep: [], names } as never,
  );
  stepping.begin({ w: { shape: [1000], data: new Float32Array(1000) } });
  await stepping.advance(50, {});
  await stepping.advance(7, {});
  expect(made).toBe(2);
  const { w } = stepping.handOver(['w']);
  await stepping.advance(3, {});
  expect([w!.data[0], valuesOf(stepping.valueOf('w')!)[0]]).toEqual([57, 60]);
  expect(made).toBe(3);
});

function bytesOf({ data }: Tensor): Uint8Array {
  const { buffer, byteOffset, byteLength } = data as Float32Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
