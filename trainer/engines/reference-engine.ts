import { graph, type Tensor } from '../../core/index.ts';
import type { Engine, EngineProgram, EngineSession } from './engine.ts';
import { feedsOfStep } from './step-feeds.ts';

/**
 * The float64 evaluator as an engine: thousands of times slower than the others, and what they are checked against. The
 * state stays float64 from step to step; only what is read is rounded.
 */
export function referenceEngine(): Engine {
  return { name: 'reference', start: async (program, initial) => open(program, initial) };
}

type Values = Readonly<Record<string, ArrayLike<number>>>;

function open({ step, evaluation }: EngineProgram, initial: Readonly<Record<string, Tensor>>): EngineSession {
  const names = Object.keys(step.state);
  const outputs = [step.record, ...names.map((name) => step.state[name]!.after)];
  let state: Values = Object.fromEntries(names.map((name) => [name, initial[name]!.data]));
  return {
    advance: async (steps, feeds) => {
      const records: number[] = [];
      for (let index = 0; index < steps; index++) {
        const [record, ...after] = graph.evaluate(outputs, { ...state, ...feedsOfStep(feeds, index, steps) });
        records.push(...record!);
        state = Object.fromEntries(names.map((name, position) => [name, after[position]!]));
      }
      return Float32Array.from(records);
    },
    evaluate: async (feeds) => Float32Array.from(graph.evaluate([evaluation], { ...state, ...feeds })[0]!),
    readState: async (wanted = names) =>
      Object.fromEntries(
        wanted.map((name) => [name, { shape: initial[name]!.shape, data: Float32Array.from(state[name]!) }]),
      ),
    close: async () => {},
  };
}
