import {
  type CompactLayer,
  type CompactNetwork,
  type InputSpec,
  isWeighted,
  type Task,
  type Tensor,
} from '../../core/index.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../../onnx/index.ts';
import { floatTensor, int64Tensor } from '../../onnx/index.ts';

/** How somebody else's exporter would have written a trained chain of dense layers. */
export interface Style {
  /** One input of all columns, or one for each column by its name. */
  readonly inputs: 'one' | 'by-name';
  /** What follows the network: nothing, probabilities, or probabilities and a label. */
  readonly answers: 'sums' | 'probabilities' | 'label';
}

/**
 * A network that was trained on a table of numbers as a model without metadata, with the standardisation as Sub and Div in
 * front, weights in both orientations, and a regression's unit as Mul and Add behind.
 */
export function foreignStyle(network: CompactNetwork, { inputs, answers }: Style): OnnxModel {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const columns = numericColumns(network.input);
  const put = (name: string, tensor: Tensor) => initializers.push(floatTensor(name, tensor));
  const vector = (values: readonly number[]): Tensor => ({ shape: [values.length], data: Float32Array.from(values) });
  const node = (opType: string, from: string[], to: string, attributes?: OnnxNode['attributes']) => {
    nodes.push({ opType, inputs: from, outputs: [to], ...(attributes && { attributes }) });
    return to;
  };

  const row =
    inputs === 'one'
      ? 'float_input'
      : node(
          'Concat',
          columns.map(({ name }) => name),
          'row',
          { axis: { type: 'int', value: 1 } },
        );
  put('mean', vector(columns.map(({ mean }) => mean)));
  put('scale', vector(columns.map(({ scale }) => scale)));
  let value = node('Div', [node('Sub', [row, 'mean'], 'centred'), 'scale'], 'scaled');
  network.layers.forEach((layer, index) => {
    value = layerNodes(layer, index, value, node, put);
  });
  const outputs = answerNodes(network.task, answers, value, node, initializers);
  const batch = 'batch';
  return {
    irVersion: 7,
    opsets: [{ domain: '', version: 13 }],
    producerName: 'somebody',
    graph: {
      name: 'main',
      nodes,
      initializers,
      inputs:
        inputs === 'one'
          ? [{ name: row, elementType: 'float32', shape: [batch, columns.length] }]
          : columns.map(({ name }) => ({ name, elementType: 'float32', shape: [batch, 1] })),
      outputs,
    },
    metadata: {},
  };
}

type AddNode = (opType: string, from: string[], to: string, attributes?: OnnxNode['attributes']) => string;

function layerNodes(
  layer: CompactLayer,
  index: number,
  value: string,
  node: AddNode,
  put: (name: string, tensor: Tensor) => void,
): string {
  if (!isWeighted(layer) || layer.kind !== 'dense') throw new RangeError('Only chains of dense layers are written.');
  put(`fc${index}.bias`, layer.bias);
  const isLast = layer.activation === 'identity';
  let sum: string;
  if (index % 2 === 0) {
    put(`fc${index}.weight`, layer.weight);
    sum = node('Gemm', [value, `fc${index}.weight`, `fc${index}.bias`], `fc${index}`, {
      transB: { type: 'int', value: 1 },
    });
  } else {
    put(`fc${index}.kernel`, transposed(layer.weight));
    sum = node(
      'Add',
      [node('MatMul', [value, `fc${index}.kernel`], `product${index}`), `fc${index}.bias`],
      `fc${index}`,
    );
  }
  return isLast ? sum : node('Relu', [sum], `relu${index}`);
}

function answerNodes(task: Task, answers: Style['answers'], value: string, node: AddNode, initializers: OnnxTensor[]) {
  const float = (name: string, width: number) => ({ name, elementType: 'float32' as const, shape: ['batch', width] });
  if (task.kind === 'regression') {
    initializers.push(floatTensor('unit', { shape: [], data: Float32Array.of(task.scale) }));
    initializers.push(floatTensor('offset', { shape: [], data: Float32Array.of(task.mean) }));
    return [float(node('Add', [node('Mul', [value, 'unit'], 'inUnit'), 'offset'], 'variable'), 1)];
  }
  const isBinary = task.likelihood === 'binary';
  const width = isBinary ? 1 : task.labels.length;
  if (answers === 'sums') return [float(node('Identity', [value], 'logits'), width)];
  const probabilities = isBinary
    ? node('Sigmoid', [value], 'probability')
    : node('Softmax', [value], 'probabilities', { axis: { type: 'int', value: 1 } });
  if (answers === 'probabilities' || isBinary) return [float(probabilities, width)];
  const codes = task.labels.map(Number);
  initializers.push(int64Tensor('classes', [codes.length], codes));
  const best = node('ArgMax', [probabilities], 'best', {
    axis: { type: 'int', value: 1 },
    keepdims: { type: 'int', value: 0 },
  });
  const label = node('Gather', ['classes', best], 'label');
  return [{ name: label, elementType: 'int64' as const, shape: ['batch'] }, float(probabilities, width)];
}

function transposed({ shape, data }: Tensor): Tensor {
  const [rows, columns] = shape as [number, number];
  return {
    shape: [columns, rows],
    data: Float32Array.from(data, (_, at) => data[(at % rows) * columns + Math.floor(at / rows)]!),
  };
}

function numericColumns(input: InputSpec) {
  if (input.kind === 'image') throw new RangeError('Only tables are written.');
  return input.columns.map((column) => {
    if (column.kind !== 'numeric') throw new RangeError('Only columns of numbers are written.');
    return column;
  });
}
