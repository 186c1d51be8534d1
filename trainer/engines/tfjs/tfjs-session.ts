import type { Tensor as TfTensor } from '@tensorflow/tfjs-core';
import { graph, type Shape, type Tensor } from '../../../core/index.ts';
import type { EngineProgram, EngineSession } from '../engine.ts';
import { feedsOfStep } from '../step-feeds.ts';
import { interpreter } from './interpreter.ts';
import type { TfjsBackend } from './library.ts';

/** A training in TensorFlow.js, on the thread that calls. Knows no platform. */
export async function openTfjs(
  { tf, backend }: TfjsBackend,
  { step, evaluation }: EngineProgram,
  initial: Readonly<Record<string, Tensor>>,
): Promise<EngineSession> {
  // The backend in force is global to the library: every call makes sure that it is ours.
  const select = () => tf.setBackend(backend);
  const float = (values: Float32Array, shape: Shape) => tf.tensor(values, [...shape], 'float32');
  const tensorsOf = (feeds: Readonly<Record<string, Float32Array>>, shapes: ReadonlyMap<string, Shape>) =>
    Object.fromEntries([...shapes].map(([name, shape]) => [name, float(feeds[name]!, shape)]));

  await select();
  const names = Object.keys(step.state);
  const stepper = interpreter(tf, [step.record, ...names.map((name) => step.state[name]!.after)]);
  const evaluator = interpreter(tf, [evaluation]);
  const stepShapes = inputShapes(step.perStep);
  const evaluationShapes = inputShapes(graph.topologicalOrder([evaluation]));
  for (const name of names) evaluationShapes.delete(name);
  let state: Record<string, TfTensor> = Object.fromEntries(
    names.map((name) => [name, float(initial[name]!.data, initial[name]!.shape)]),
  );

  return {
    advance: async (steps, feeds) => {
      const records: TfTensor[] = [];
      for (let index = 0; index < steps; index++) {
        await select();
        const own = tensorsOf(feedsOfStep(feeds, index, steps), stepShapes);
        const [record, ...after] = stepper.run({ ...state, ...own });
        tf.dispose([own, state]);
        state = Object.fromEntries(names.map((name, position) => [name, after[position]!]));
        records.push(record!);
        // Steps compute on this thread: let signals and progress through between them.
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      const values = await Promise.all(records.map((record) => record.data()));
      tf.dispose(records);
      return Float32Array.from(values.flatMap((each) => [...each]));
    },
    evaluate: async (feeds) => {
      await select();
      const own = tensorsOf(feeds, evaluationShapes);
      const [output] = evaluator.run({ ...state, ...own });
      const values = Float32Array.from(await output!.data());
      tf.dispose([own, output!]);
      return values;
    },
    readState: async (wanted = names) => {
      const read = async (name: string): Promise<[string, Tensor]> => [
        name,
        { shape: initial[name]!.shape, data: Float32Array.from(await state[name]!.data()) },
      ];
      return Object.fromEntries(await Promise.all(wanted.map(read)));
    },
    close: async () => {
      stepper.dispose();
      evaluator.dispose();
      tf.dispose(state);
      state = {};
    },
  };
}

function inputShapes(nodes: readonly graph.Node[]): Map<string, Shape> {
  return new Map(nodes.flatMap((node) => (node.kind === 'Input' ? [[node.attributes.name, node.shape]] : [])));
}
