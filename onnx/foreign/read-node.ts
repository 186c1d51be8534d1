import { operatorName } from '../walk.ts';
import { settled } from './affine.ts';
import { readActivation, withActivation } from './read-activation.ts';
import { readBatchNormalization, readConstantArithmetic } from './read-affine.ts';
import { readConv } from './read-convolution.ts';
import { readGemm, readMatMul } from './read-dense.ts';
import { readCast, readDropout, readIdentity, readPad, readReshape, readTranspose } from './read-form.ts';
import { readGlobalPool, readPool, readReduction } from './read-pool.ts';
import { readSum } from './read-sum.ts';
import type { NodeReader, Reading, Refusal, Seen } from './seen.ts';

interface Entry {
  readonly read: NodeReader;
  /** What may be pending on what the operator reads. */
  readonly takes: readonly ('affine' | 'pads' | 'integers')[];
}

const entry = (read: NodeReader, ...takes: Entry['takes']): Entry => ({ read, takes });

/** A sum, difference or product of two computed values, or of one and a constant. */
const readArithmetic: NodeReader = (reading) => {
  const computed = reading.node.inputs.filter((name) => !reading.view.constants.has(name));
  if (computed.length === 1) return readConstantArithmetic(reading);
  return reading.node.opType === 'Add' ? readSum(reading) : 'combines two computed values in a way that is not read';
};

/** The operators that are read: one line each. */
const entries: ReadonlyMap<string, Entry> = new Map([
  ['Gemm', entry(readGemm, 'affine')],
  ['MatMul', entry(readMatMul, 'affine')],
  ['Conv', entry(readConv, 'affine', 'pads')],
  ['BatchNormalization', entry(readBatchNormalization, 'affine')],
  ['Add', entry(readArithmetic, 'affine')],
  ['Sub', entry(readArithmetic, 'affine')],
  ['Mul', entry(readArithmetic, 'affine')],
  ['Div', entry(readArithmetic, 'affine')],
  ['Sum', entry(readSum, 'affine')],
  ...['Relu', 'LeakyRelu', 'Sigmoid', 'Tanh', 'Gelu', 'Swish', 'Clip'].map(
    (name) => [name, entry(readActivation)] as const,
  ),
  ['MaxPool', entry(readPool)],
  ['AveragePool', entry(readPool)],
  ['GlobalAveragePool', entry(readGlobalPool)],
  ['GlobalMaxPool', entry(readGlobalPool)],
  ['ReduceMean', entry(readReduction)],
  ['ReduceMax', entry(readReduction)],
  ...['Flatten', 'Reshape', 'Squeeze', 'Unsqueeze'].map((name) => [name, entry(readReshape, 'affine')] as const),
  ['Transpose', entry(readTranspose, 'affine', 'pads')],
  ['Identity', entry(readIdentity, 'affine', 'pads')],
  ['Dropout', entry(readDropout, 'affine')],
  ['Cast', entry(readCast, 'affine', 'pads')],
  ['Pad', entry(readPad, 'affine', 'pads')],
]);

/** Operators with weights of their own, read or not. */
export const weightedOperators: ReadonlySet<string> = new Set(
  (
    'Gemm MatMul Conv ConvTranspose MatMulInteger ConvInteger QLinearMatMul QLinearConv LSTM GRU RNN Einsum ' +
    'FusedGemm FusedConv FusedMatMul Attention'
  ).split(' '),
);

/** What the first output of a node is, or why that is not known. */
export function readNode(reading: Reading): Seen | Refusal {
  const { node, view } = reading;
  const pattern = view.patterns.get(node);
  const found = entries.get(operatorName(node));
  if (!pattern && !found) return `is an operator that is not read`;
  if (node.outputs.slice(1).some((name) => name !== '' && (view.readers(name).length > 0 || view.isOutput(name)))) {
    return 'has more than one output that is used';
  }
  const takes = pattern ? [] : found!.takes;
  const accepted = new Map<string, Seen>();
  for (const name of pattern ? [pattern.input] : node.inputs) {
    const original = reading.seen(name);
    if (!original) continue;
    if (original.isQuantised && !takes.includes('integers')) return 'reads integers in a way that is not read';
    const isReady = (!original.pads || takes.includes('pads')) && (!original.affine || takes.includes('affine'));
    const ready = isReady ? original : settled(original);
    if (typeof ready === 'string') return ready;
    accepted.set(name, ready);
  }
  const isExclusive = (name: string) => reading.isExclusive(name) && !accepted.get(name)?.isShared;
  const result = pattern
    ? withActivation(accepted.get(pattern.input)!, pattern.activation, isExclusive(pattern.input))
    : found!.read({ ...reading, isExclusive, seen: (name) => accepted.get(name) });
  if (typeof result === 'string') return result;
  const { isShared: _, ...seen } = result;
  const passes = [...accepted].some(([name, { expression }]) => expression === seen.expression && !isExclusive(name));
  return passes ? { ...seen, isShared: true } : seen;
}
