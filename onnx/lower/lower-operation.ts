import { type graph, type Node, sizeOf } from '../../core/index.ts';
import type { OnnxAttribute, OnnxNode } from '../model.ts';
import type { GatedAdd } from './gated-add.ts';
import type { Scope } from './lowering-scope.ts';

const float = (value: number): OnnxAttribute => ({ type: 'float', value });
const int = (value: number): OnnxAttribute => ({ type: 'int', value });
const ints = (value: readonly number[]): OnnxAttribute => ({ type: 'ints', value });
const castTargets = { float: 1, int64: 7, bool: 9 } as const;

/** Values that are there already, what only speaks to gradients, and what is spelled out before. */
type NotOperation = 'Input' | 'Constant' | 'StopGradient' | 'StraightThrough' | 'ConvWeightGradient';
type Lowered = Exclude<graph.Kind, NotOperation>;

/** The ONNX node (opset 17) for one operation; most keep their name, some carry their shape as a constant input. */
export function lowerOperation(node: Node, inputs: readonly string[], output: string, scope: Scope): OnnxNode[] {
  const list = (values: readonly number[]) => scope.initializer('int64', [values.length], values);
  const plain = (
    extraInputs: readonly string[] = [],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): OnnxNode[] => [{ opType: node.kind, inputs: [...inputs, ...extraInputs], outputs: [output], attributes }];

  const kind = node.kind as Lowered;
  switch (kind) {
    case 'Neg':
    case 'Abs':
    case 'Sign':
    case 'Exp':
    case 'Log':
    case 'Sqrt':
    case 'Sigmoid':
    case 'Tanh':
    case 'Relu':
    case 'Softplus':
    case 'Erf':
    case 'Round':
    case 'IsNaN':
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
    case 'Pow':
    case 'Max':
    case 'Min':
    case 'Greater':
    case 'Equal':
    case 'Where':
    case 'MatMul':
    case 'PRelu':
      return plain();
    case 'LeakyRelu':
      return plain([], { alpha: float(attributesOf(node, kind).slope) });
    case 'Elu':
      return plain([], { alpha: float(attributesOf(node, kind).alpha) });
    case 'HardSigmoid': {
      const { slope, offset } = attributesOf(node, kind);
      return plain([], { alpha: float(slope), beta: float(offset) });
    }
    case 'Cast':
      return plain([], { to: int(castTargets[attributesOf(node, kind).to]) });
    case 'Gemm': {
      const { transA, transB, alpha } = attributesOf(node, kind);
      return plain([], {
        ...(transA && { transA: int(1) }),
        ...(transB && { transB: int(1) }),
        ...(alpha !== 1 && { alpha: float(alpha) }),
      });
    }
    case 'Transpose':
      return plain([], { perm: ints(attributesOf(node, kind).permutation) });
    case 'Reshape': {
      const first = node.inputs[0]!.shape[0];
      // 0 takes over the first dimension as it is, so that flattening the rest works for any batch.
      return plain([list(node.shape.map((size, axis) => (axis === 0 && size === first ? 0 : size)))]);
    }
    case 'Expand':
      return plain([list(node.shape)]);
    case 'Concat':
      return plain([], { axis: int(attributesOf(node, kind).axis) });
    case 'Slice': {
      const { axis, start, end, step } = attributesOf(node, kind);
      return plain([list([start]), list([end]), list([axis]), ...(step === 1 ? [] : [list([step])])]);
    }
    case 'Pad': {
      const { axis, before, after } = attributesOf(node, kind);
      const amounts = (amount: number) => node.shape.map((_, other) => (other === axis ? amount : 0));
      return plain([list([...amounts(before), ...amounts(after)])]);
    }
    case 'Gather':
      return plain([], { axis: int(attributesOf(node, kind).axis) });
    case 'ReduceSum': {
      const { axes } = attributesOf(node, kind);
      const [rows, columns] = node.inputs[0]!.shape;
      if (columns !== undefined && node.shape.length === 2 && axes.length === 1 && axes[0] === 0) {
        // onnxruntime sums a matrix over its rows on one thread, but multiplies matrices on all of them.
        const ones = scope.initializer('float32', [1, rows!], new Array<number>(rows!).fill(1));
        return [{ opType: 'MatMul', inputs: [ones, inputs[0]!], outputs: [output] }];
      }
      return plain([list(axes)]);
    }
    case 'ReduceMean':
    case 'ReduceMax':
      return plain([], { axes: ints(attributesOf(node, kind).axes) });
    case 'Conv':
      return plain([], convolutionAttributes(attributesOf(node, kind)));
    case 'ConvTranspose': {
      const { outputPadding, ...rest } = attributesOf(node, kind);
      return plain([], { ...convolutionAttributes(rest), output_padding: ints(outputPadding) });
    }
    case 'MaxPool':
    case 'AveragePool': {
      const { kernel, strides, pads } = attributesOf(node, kind);
      return plain([], { kernel_shape: ints(kernel), strides: ints(strides), pads: ints(pads) });
    }
    case 'Softmax':
    case 'LogSoftmax':
      return plain([], { axis: int(-1) });
    default:
      return kind satisfies never;
  }
}

export function convolutionAttributes({
  strides,
  pads,
  dilations,
  groups,
}: graph.Attributes['Conv']): Record<string, OnnxAttribute> {
  return { strides: ints(strides), pads: ints(pads), dilations: ints(dilations), group: int(groups) };
}

/** Domain of onnxruntime's contributed operators. */
export const contributedDomain = 'com.microsoft';

/** The contributed operator wants one gate for every row, `[rows, 1]`, and no sign; equal gates are made once. */
export function lowerGatedAdd(
  { x, y, gate, negated }: GatedAdd,
  nameOf: (node: Node) => string,
  output: string,
  scope: Scope,
): OnnxNode[] {
  const rows = x.shape[0]!;
  const { name, nodes } = rowGate(gate, negated, rows, nameOf, scope);
  const inputs = [nameOf(x), nameOf(y), name];
  return [...nodes, { opType: 'GatedAdd', domain: contributedDomain, inputs, outputs: [output] }];
}

function rowGate(gate: Node, negated: boolean, rows: number, nameOf: (node: Node) => string, scope: Scope) {
  const sign = negated ? -1 : 1;
  if (gate.kind === 'Constant' && sizeOf(gate.shape) === 1) {
    const values = new Array<number>(rows).fill(sign * gate.attributes.values[0]!);
    return {
      name: scope.derived(`${values[0]} x ${rows}`, () => scope.initializer('float32', [rows, 1], values)),
      nodes: [],
    };
  }
  const nodes: OnnxNode[] = [];
  const derive = (opType: string, input: string, extra: readonly string[] = []) =>
    scope.derived(`${opType} ${input} ${rows}`, () => {
      const result = scope.fresh();
      nodes.push({ opType, inputs: [input, ...extra], outputs: [result] });
      return result;
    });
  const signed = negated ? derive('Neg', nameOf(gate)) : nameOf(gate);
  const isColumn = gate.shape.length === 2 && gate.shape[0] === rows;
  const name = isColumn ? signed : derive('Expand', signed, [scope.initializer('int64', [2], [rows, 1])]);
  return { name, nodes };
}

/** The attributes of a node whose kind a `case` has established. */
function attributesOf<K extends graph.Kind>(node: Node, _kind: K): graph.Attributes[K] {
  return node.attributes as graph.Attributes[K];
}
