import { expect, test } from '@jest/globals';
import { constantsOf } from '../../onnx/fold/constants.ts';
import { int64Tensor, type OnnxAttribute, type OnnxTensor } from '../../onnx/index.ts';
import { runOnnx } from '../support/run-onnx.ts';
import { float, modelOf, node } from './models.ts';

type Attributes = Readonly<Record<string, OnnxAttribute>>;

const int = (value: number): OnnxAttribute => ({ type: 'int', value });
const ints = (...value: number[]): OnnxAttribute => ({ type: 'ints', value });
const index =
  (...values: number[]) =>
  (name: string) =>
    int64Tensor(name, [values.length], values);
/** 1, -2, 3, -4 and on. */
const numbers =
  (...shape: number[]) =>
  (name: string) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const values = Array.from({ length: count }, (_, at) => (at % 2 === 0 ? at + 1 : -at - 1));
    return float(name, shape, values);
  };
const cube = numbers(2, 3, 4);
const farBefore = -Number.MAX_SAFE_INTEGER;

const cases: [opType: string, inputs: ((name: string) => OnnxTensor)[], attributes?: Attributes][] = [
  ['Add', [cube, numbers(3, 1)]],
  ['Sub', [numbers(4), cube]],
  ['Div', [index(7, -7), index(2)]],
  ['Max', [numbers(3, 1)]],
  ['Max', [numbers(2), numbers(2, 1), numbers(3, 1, 1)]],
  ['Min', [numbers(2, 3), numbers(3), numbers(1)]],
  ['Expand', [numbers(3, 1), index(2, 1, 4)]],
  ['Transpose', [cube]],
  ['Transpose', [cube], { perm: ints(1, 0, 2) }],
  ['Concat', [cube, numbers(2, 1, 4)], { axis: int(-2) }],
  ['Gather', [cube, index(2, -1)], { axis: int(1) }],
  ['Slice', [cube, index(1, -3), index(3, -1), index(1, 2)]],
  ['Slice', [cube, index(0), index(4), index(-1), index(3)]],
  ['Slice', [numbers(5), index(-1), index(farBefore), index(0), index(-1)]],
  ['Slice', [numbers(5), index(9), index(0), index(0), index(-2)]],
  ['Slice', [numbers(5), index(1), index(3), index(0), index(-1)]],
  ['Flatten', [cube], { axis: int(-1) }],
  ['Reshape', [cube, index(0, -1)]],
  ['ReduceProd', [index(2, 3, 4)]],
  ['ReduceProd', [index(2, 3, 4)], { keepdims: int(0) }],
  ['ReduceProd', [cube], { axes: ints(-1), keepdims: int(0) }],
  ['ReduceProd', [cube], { axes: ints(0, 2) }],
];

// Jest would take a third parameter for its `done` where a case has two.
test.each(cases)('%s of constants is what onnxruntime makes of them (%#)', async (...[opType, inputs, attributes]) => {
  const initializers = inputs.map((tensor, at) => tensor(`c${at}`));
  const names = initializers.map(({ name }) => name);
  const model = modelOf({
    nodes: [node(opType, names, ['y'], attributes && { attributes }), node('Identity', ['x'], ['z'])],
    initializers,
    inputs: [{ name: 'x', elementType: 'float32', shape: [1] }],
    outputs: [
      { name: 'y', elementType: initializers[0]!.elementType },
      { name: 'z', elementType: 'float32', shape: [1] },
    ],
  });
  const { y } = await runOnnx(model, { x: { shape: [1], data: [0] } });
  const found = constantsOf(model.graph).get('y');
  expect([found?.shape, Array.from(found?.values ?? [])]).toEqual([y!.shape, Array.from(y!.data)]);
});

test('an operator without operands is no constant that can be computed', () => {
  expect(constantsOf(modelOf({ nodes: [node('Max', [], ['y'])] }).graph).get('y')).toBeUndefined();
});
