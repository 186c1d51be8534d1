import { expect, test } from '@jest/globals';
import type { InferenceSession } from 'onnxruntime-common';
import { graph, type Tensor } from '../../../core/index.ts';
import { nodeStepping } from '../../../trainer/engines/node-stepping.ts';
import type { Reply, Request } from '../../../trainer/engines/onnx-protocol.ts';
import type { OnnxRuntime } from '../../../trainer/engines/onnx-runtime.ts';
import { onnxRuntimeFor } from '../../../trainer/engines/onnx-runtimes.ts';
import { openSteps } from '../../../trainer/engines/onnx-steps.ts';
import { setUpOf } from '../../../trainer/engines/set-up.ts';
import { adamUpdate } from '../../../trainer/step/adam.ts';

const shape = [512, 1024];
const size = 512 * 1024;
const { device, threads } = { device: 'cpu', threads: 1 } as const;

/** A state as large as those that are stepped one by one: w is updated by Adam, and v' = tanh(v - mean w), with x fed. */
function largeProgram() {
  const [w, m, n, x] = [
    graph.input('w', shape),
    graph.input('m', shape),
    graph.input('n', shape),
    graph.input('x', []),
  ];
  const [v, rate, damping] = [graph.input('v', []), graph.input('rate', []), graph.input('damping', [])];
  const gradient = graph.mul(graph.tanh(w), x);
  const after = adamUpdate({ parameter: w, firstMoment: m, secondMoment: n }, gradient, rate, damping);
  const state = {
    w: { before: w, after: after.parameter },
    m: { before: m, after: after.firstMoment },
    n: { before: n, after: after.secondMoment },
    v: { before: v, after: graph.tanh(graph.sub(v, graph.mul(graph.total(w), 1 / size))) },
  };
  const runs = [{ count: size, rate: 1, decay: 0 }];
  const adam = { groups: [{ parameter: 'w', moments: ['m', 'n'] as const, gradient, runs }], rate, damping };
  const record = graph.reshape(graph.total(graph.square(w)), [1]);
  return { step: { state, perStep: [x, rate, damping], record, adam }, evaluation: graph.add(graph.total(w), v) };
}

function startingState(): Record<string, Tensor> {
  const zeros = () => ({ shape, data: new Float32Array(size) });
  const w = { shape, data: new Float32Array(size).map((_, at) => Math.sin(at)) };
  return { w, m: zeros(), n: zeros(), v: { shape: [], data: Float32Array.of(0.3) } };
}

const advance = (...x: number[]) => ({
  kind: 'advance' as const,
  steps: x.length,
  feeds: { x: Float32Array.from(x), rate: Float32Array.from(x, () => 0.01), damping: Float32Array.from(x, () => 1e-6) },
});
const names = ['w', 'm', 'n', 'v'];
const readState: Request = { kind: 'readState', names };

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

test('a large state goes from step to step as it does in a loop, and nothing of it is returned', async () => {
  const program = largeProgram();
  const { separate, ...setUp } = setUpOf(program, { device, threads });
  const runtime = await onnxRuntimeFor(device, threads);
  let returned = 0;
  const watched = running(runtime, async (run, feeds, fetches) => {
    const results = await run(feeds, fetches);
    returned += Object.keys(results).length;
    return results;
  });
  const byOne = await openSteps(watched, { ...setUp, separate: separate! }, nodeStepping);
  const { adam, ...step } = program.step;
  const looped = await openSteps(runtime, setUpOf({ ...program, step }, { device: 'wasm', threads }));
  for (const answer of [byOne, looped]) await answer({ kind: 'begin', state: startingState() });
  for (const x of [[0.1, -0.2, 0.3], [0.4]]) {
    expectClose(valuesIn(await byOne(advance(...x))), valuesIn(await looped(advance(...x))));
    const [own, other] = [await stateOf(byOne), await stateOf(looped)];
    for (const name of names) {
      expectClose(own[name]!.data, other[name]!.data);
      // What is given away is a copy.
      own[name]!.data.fill(Number.NaN);
    }
  }
  expect(returned).toBe(0);
  const evaluate: Request = { kind: 'evaluate', feeds: {} };
  expectClose(valuesIn(await byOne(evaluate)), valuesIn(await looped(evaluate)));
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
    const answer = await openSteps(each, setUp, nodeStepping);
    await answer({ kind: 'begin', state: startingState() });
    await answer(advance(0.1, -0.2, 0.3));
    states.push(await stateOf(answer));
  }
  for (const name of names) {
    expect(Buffer.compare(bytesOf(states[1]![name]!), bytesOf(states[0]![name]!))).toBe(0);
  }
});

test('a step that fails is told of, and the state is what it was', async () => {
  const setUp = setUpOf(largeProgram(), { device, threads });
  const answer = await openSteps(await onnxRuntimeFor(device, threads), setUp, nodeStepping);
  await answer({ kind: 'begin', state: startingState() });
  await answer(advance(0.1));
  const before = await stateOf(answer);
  await expect(
    answer({ kind: 'advance', steps: 1, feeds: { ...advance(0.1).feeds, x: new Float32Array(3) } }),
  ).rejects.toThrow();
  const after = await stateOf(answer);
  for (const name of names) expect(Buffer.compare(bytesOf(after[name]!), bytesOf(before[name]!))).toBe(0);
});

function valuesIn(reply: Reply): Float32Array {
  return reply.kind === 'advance' || reply.kind === 'evaluate' ? reply.values : new Float32Array();
}

/** Where onnxruntime fuses a product and a sum, it rounds once where the kernel does twice. */
function expectClose(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  const worst = actual.reduce((most, value, at) => {
    return Math.max(most, Math.abs(value - expected[at]!) / (1e-3 + Math.abs(expected[at]!)));
  }, 0);
  expect(worst).toBeLessThan(1e-5);
}

function bytesOf({ data }: Tensor): Uint8Array {
  const { buffer, byteOffset, byteLength } = data as Float32Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
