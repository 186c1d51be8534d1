import { expect } from '@jest/globals';
import { graph, type Tensor } from '../../core/index.ts';
import type { Engine } from '../../trainer/index.ts';
import { type CaseOptions, programCase, stepByReference } from './program-case.ts';

/** float32 keeps about 7 digits; Adam divides small gradients by their own size, which costs some of them. */
const tolerance = 5e-5;

const evaluationRows = 5;

/** A case, and what the reference makes of it: taken once, though every engine is held against it. */
function byReference(options: CaseOptions, steps: number) {
  const trained = programCase(options);
  const feeds = trained.makeFeeds(0, steps);
  const { records, state } = stepByReference(trained, trained.state, feeds, steps);
  const features = feeds['features']!.slice(0, evaluationRows * trained.network.inputs);
  const evaluation = trained.program.evaluation(evaluationRows);
  const [outputs] = graph.evaluate([evaluation], { ...state, features });
  return { trained, evaluation, features, expected: { records, state, outputs: outputs! } };
}

const taken = new Map<string, ReturnType<typeof byReference>>();

/**
 * That an engine takes the steps of a case as the float64 reference does.
 * @param exceptions the part of each parameter that may differ: of many gradients, some all but cancel, and Adam divides them by
 * themselves
 */
export async function checkSteps(engine: Engine, options: CaseOptions, steps: number, exceptions = 0): Promise<void> {
  const key = JSON.stringify([options, steps]);
  if (!taken.has(key)) taken.set(key, byReference(options, steps));
  const { trained, evaluation, features, expected } = taken.get(key)!;
  const session = await engine.start({ step: trained.program.step, evaluation }, copyOf(trained.state));
  try {
    // The engine takes the feeds' buffers away.
    const records = await session.advance(steps, trained.makeFeeds(0, steps));
    const state = await session.readState();
    expectClose('record', records, expected.records);
    expect(Object.keys(state).sort()).toEqual(Object.keys(expected.state).sort());
    for (const [name, values] of Object.entries(expected.state)) {
      expectClose(name, state[name]!.data, values, name.endsWith('Moment') ? 0 : exceptions);
    }
    expectClose('evaluation', await session.evaluate({ features: features.slice() }), expected.outputs);
  } finally {
    await session.close();
  }
}

/** An engine takes the buffers of its state away. */
export function copyOf(state: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(state).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
}

function expectClose(name: string, actual: ArrayLike<number>, expected: ArrayLike<number>, exceptions = 0): void {
  expect(actual.length).toBe(expected.length);
  let left = Math.floor(exceptions * expected.length);
  for (let index = 0; index < expected.length; index++) {
    const bound = tolerance * (1 + Math.abs(expected[index]!));
    const difference = Math.abs(actual[index]! - expected[index]!);
    if (!(difference <= bound) && left-- <= 0) {
      throw new Error(`${name}[${index}]: ${actual[index]} in the engine, ${expected[index]} in the reference`);
    }
  }
}
