import { writeFile } from 'node:fs/promises';
import { columnCount, type InputSpec, randomStream, type Task } from '../../core/index.ts';
import { encodeModel, floatTensor, type OnnxModel } from '../../onnx/index.ts';

/** One dense layer, as Secateur's exporter names things; weights `[outputs, columns]` and biases seeded. */
export function linearModel(options: {
  input: InputSpec;
  task: Task;
  metadata?: unknown;
  operator?: string;
  opset?: number;
}) {
  const { input, task, operator = 'Gemm', opset = 17 } = options;
  const columns = columnCount(input);
  const outputs = task.kind === 'classification' ? task.labels.length : 1;
  const random = randomStream(7, 'runtime test weights');
  const weight = Float32Array.from({ length: outputs * columns }, () => random.normal() / 100);
  const bias = Float32Array.from({ length: outputs }, () => random.normal());
  const metadata = 'metadata' in options ? options.metadata : { version: 1, task, input };
  const isClassifier = task.kind === 'classification';
  const sum = isClassifier ? 'logits' : 'prediction';
  const value = (name: string, width: number) => ({
    name,
    elementType: 'float32' as const,
    shape: ['N', width],
  });
  const model: OnnxModel = {
    irVersion: 8,
    opsets: [{ domain: '', version: opset }],
    graph: {
      name: 'linear',
      nodes: [
        {
          opType: operator,
          inputs: ['input', 'weight', 'bias'],
          outputs: [sum],
          attributes: { transB: { type: 'int', value: 1 } },
        },
        ...(isClassifier ? [{ opType: 'Softmax', inputs: [sum], outputs: ['probabilities'] }] : []),
      ],
      initializers: [
        floatTensor('weight', { shape: [outputs, columns], data: weight }),
        floatTensor('bias', { shape: [outputs], data: bias }),
      ],
      inputs: [value('input', columns)],
      outputs: [value(sum, outputs), ...(isClassifier ? [value('probabilities', outputs)] : [])],
    },
    metadata: metadata === undefined ? {} : { secateur: JSON.stringify(metadata) },
  };
  /** The same in float64. */
  const logitsOf = (row: ArrayLike<number>) =>
    Array.from(bias, (start, output) => {
      let total = start;
      for (let column = 0; column < columns; column++) total += weight[output * columns + column]! * row[column]!;
      return total;
    });
  return { bytes: encodeModel(model), columns, logitsOf };
}

export const digits = ['zero', 'one', 'two', 'three'];
export const smallImage: InputSpec = { kind: 'image', height: 4, width: 5, channels: 1, scale: 255 };
export const classification: Task = { kind: 'classification', labels: digits };
export const regression: Task = { kind: 'regression', target: 'price', mean: 0, scale: 1 };
export const table: InputSpec = {
  kind: 'table',
  columns: [
    { kind: 'numeric', name: 'age', mean: 40, scale: 12, imputed: true },
    { kind: 'numeric', name: 'height', mean: 1.7, scale: 0.1, imputed: false },
    { kind: 'categorical', name: 'city', categories: ['Oslo', 'Rome'] },
  ],
};

export const imageClassifier = () => linearModel({ input: smallImage, task: classification });
export const tableRegressor = () => linearModel({ input: table, task: regression });
export const foreignModel = () => linearModel({ input: smallImage, task: classification, metadata: undefined });

/** Whole pixels 0-255, `count` rows after one another. */
export function pixelRows(count: number, columns: number): Float32Array {
  const random = randomStream(3, 'runtime test pixels');
  return Float32Array.from({ length: count * columns }, () => random.uint32() % 256);
}

export async function writeModel(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = `${folder}/${name}.onnx`;
  await writeFile(path, bytes);
  return path;
}
