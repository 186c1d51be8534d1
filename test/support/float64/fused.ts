import type { Numbers } from '../../../onnx/fold/numbers.ts';
import type { OnnxNode } from '../../../onnx/index.ts';
import { elementwise } from './elementwise.ts';
import type { Operator } from './operator.ts';
import { products } from './products.ts';
import { windows } from './windows.ts';

const known: ReadonlyMap<string, Operator> = new Map([...elementwise, ...products, ...windows]);
const run = (opType: string, node: OnnxNode, operands: readonly Numbers[]) => known.get(opType)!(node, operands);

/** What onnxruntime makes of a layer and what follows it. */
export const fused: readonly (readonly [string, Operator])[] = [
  [
    'com.microsoft.FusedConv',
    (node, [x, w, bias, addend]) => {
      const sums = run('Conv', node, [x!, w!, bias!]);
      return activated(node, addend ? run('Sum', node, [sums, addend]) : sums);
    },
  ],
  ['com.microsoft.FusedGemm', (node, operands) => activated(node, run('Gemm', node, operands))],
  ['com.microsoft.FusedMatMul', (node, operands) => run('Gemm', node, operands)],
];

/** By attributes: the name of an operator, and its numbers together or one by one. */
function activated(node: OnnxNode, sums: Numbers): Numbers {
  const { activation, activation_params: numbers, activation_alpha: alpha } = node.attributes ?? {};
  if (activation?.type !== 'string') return sums;
  const [first, second] = numbers?.type === 'floats' ? numbers.value : alpha?.type === 'float' ? [alpha.value] : [];
  const names = activation.value === 'Clip' ? ['min', 'max'] : ['alpha', 'beta'];
  const given = [first, second].flatMap((value, at) =>
    value === undefined ? [] : [[names[at]!, { type: 'float' as const, value }] as const],
  );
  return run(activation.value, { ...node, attributes: Object.fromEntries(given) }, [sums]);
}
