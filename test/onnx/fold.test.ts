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
const text = (value: string): OnnxAttribute => ({ type: 'string', value });
const octets =
  (...values: number[]) =>
  (name: string): OnnxTensor => ({
    name,
    elementType: 'uint8',
    shape: [values.length],
    bytes: Uint8Array.from(values),
  });
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
  ['Split', [cube, index(1, 3)], { axis: int(2) }],
  ['Split', [numbers(6, 2)]],
  ['MatMul', [numbers(2, 3), numbers(3, 4)]],
  ['MatMul', [numbers(3), numbers(3, 4)]],
  ['MatMul', [numbers(2, 3), numbers(3)]],
  ['CumSum', [cube, (name) => int64Tensor(name, [], [1])]],
  ['Mod', [index(7, -7, 6), index(3, 3, -4)]],
  ['Mod', [numbers(4), numbers(1)], { fmod: int(1) }],
  ['Sign', [numbers(3)]],
  ['BitShift', [octets(0b10110010, 255), octets(0, 3)], { direction: text('RIGHT') }],
  ['BitShift', [octets(0b10110010, 255), octets(1, 3)], { direction: text('LEFT') }],
  ['BitwiseAnd', [octets(0b10110010, 255), octets(0b11100000)]],
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
  const results = opType === 'Split' ? ['y', 'w'] : ['y'];
  const { elementType } = initializers[0]!;
  const model = modelOf(
    {
      nodes: [node(opType, names, results, attributes && { attributes }), node('Identity', ['x'], ['z'])],
      initializers,
      inputs: [{ name: 'x', elementType: 'float32', shape: [1] }],
      outputs: [...results.map((name) => ({ name, elementType })), { name: 'z', elementType: 'float32', shape: [1] }],
    },
    { opsets: [{ domain: '', version: opType === 'BitwiseAnd' ? 18 : 17 }] },
  );
  const outputs = await runOnnx(model, { x: { shape: [1], data: [0] } });
  for (const name of results) {
    const found = constantsOf(model.graph).get(name);
    expect([found?.shape, Array.from(found?.values ?? [])]).toEqual([
      outputs[name]!.shape,
      Array.from(outputs[name]!.data),
    ]);
  }
});

test('an operator without operands is no constant that can be computed', () => {
  expect(constantsOf(modelOf({ nodes: [node('Max', [], ['y'])] }).graph).get('y')).toBeUndefined();
});
