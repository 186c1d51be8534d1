import * as ortNode from 'onnxruntime-node';
import * as ortWeb from 'onnxruntime-web/wasm';

ortWeb.env.wasm.numThreads = 1;

/** What a model with one input of raw rows answers, by output. */
export type AnswersOf = (rows: Float32Array, columns: number) => Promise<Readonly<Record<string, Float32Array>>>;

/** Opens a model for `use`, and closes it again. */
export type WithModel = <T>(bytes: Uint8Array, use: (answersOf: AnswersOf) => Promise<T>) => Promise<T>;

/** For `describe.each`. */
export const bothRuntimes: readonly (readonly [name: string, withModel: WithModel])[] = [
  ['onnxruntime-node', openedBy(ortNode)],
  ['onnxruntime-web', openedBy(ortWeb)],
];

function openedBy({ InferenceSession, Tensor }: Pick<typeof ortNode, 'InferenceSession' | 'Tensor'>): WithModel {
  return async (bytes, use) => {
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
    try {
      return await use(async (rows, columns) => {
        const input = new Tensor('float32', rows, [rows.length / columns, columns]);
        const results = await session.run({ [session.inputNames[0]!]: input });
        return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
      });
    } finally {
      await session.release();
    }
  };
}
