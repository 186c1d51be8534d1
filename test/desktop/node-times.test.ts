import { expect, test } from '@jest/globals';
import { nodeTimes } from '../../desktop/renderer/parts/graph/node-times.ts';
import type { NodePicture } from '../../desktop/shared/index.ts';

function node(operator: string, name: string, inputs: string, outputs: string): NodePicture {
  return { operator, name, inputs: inputs.split(' '), outputs: outputs.split(' ') };
}

function time(of: string, operator: string) {
  return { node: of, operator, meanUs: 1, share: 0.1, outputBytes: 4 };
}

/** `[place of the node, as onnxruntime called it]` */
function found(nodes: readonly NodePicture[], operators: readonly ReturnType<typeof time>[]) {
  const { byNode, beside } = nodeTimes(nodes, operators);
  return {
    byNode: [...byNode].map(([at, { node: name }]) => [at, name]),
    beside: beside.map(({ node: name }) => name),
  };
}

const lenet = [
  node('Conv', '/first', 'input w', 'a'),
  node('Relu', '/Relu', 'a', 'b'),
  node('MaxPool', '/MaxPool', 'b', 'c'),
  node('Constant', '', '', 'shape'),
  node('Reshape', '/Reshape', 'c shape', 'd'),
  node('MatMul', '/MatMul', 'd v', 'e'),
  node('Add', '/Add', 'e u', 'f'),
  node('Gemm', '/Gemm', 'f t', 'g'),
  node('Relu', '/Relu_1', 'g', 'h'),
];

test('operators are found by the nodes and values that they are named after', () => {
  const operators = [
    time('b_nchwc', 'Conv'),
    time('ReorderOutput_token_5', 'ReorderOutput'),
    time('/MaxPool', 'MaxPool'),
    time('/Reshape', 'Reshape'),
    time('/MatMul/MatMulAddFusion', 'Gemm'),
    time('fused /Gemm', 'FusedGemm'),
  ];
  expect(found(lenet, operators)).toEqual({
    byNode: [
      // The convolution, though the value is that of the activation that was fused into it.
      [0, 'b_nchwc'],
      [2, '/MaxPool'],
      [4, '/Reshape'],
      [5, '/MatMul/MatMulAddFusion'],
      [7, 'fused /Gemm'],
    ],
    beside: ['ReorderOutput_token_5'],
  });
});

test('nodes without names are found by their place and order', () => {
  const nameless = lenet.map((each) => ({ ...each, name: '' }));
  const operators = [
    time('b_nchwc', 'Conv'),
    time('MaxPool_2', 'MaxPool'),
    // The constant is no node any more when onnxruntime counts.
    time('Reshape_3', 'Reshape'),
    time('/MatMulAddFusion', 'Gemm'),
    time('fused', 'FusedGemm'),
  ];
  expect(found(nameless, operators).byNode.map(([at]) => at)).toEqual([0, 2, 4, 5, 7]);
  const twice = [node('Gemm', '', 'x w', 'a'), node('Relu', '', 'a', 'b'), node('Gemm', '', 'b v', 'c')];
  expect(found(twice, [time('fused', 'FusedGemm'), time('fused _token_0', 'FusedGemm')]).byNode).toEqual([
    [0, 'fused'],
    [2, 'fused _token_0'],
  ]);
});

test('what the file knows nothing of is kept beside it', () => {
  const strange = [time('elsewhere', 'Loop'), time('/Relu', 'Relu'), time('/Relu', 'Relu')];
  expect(found(lenet, strange)).toEqual({ byNode: [[1, '/Relu']], beside: ['elsewhere', '/Relu'] });
});
