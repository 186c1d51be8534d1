import type { OnnxNode } from '../model.ts';
import { operatorName } from '../walk.ts';
import { activationOperators, isRefused } from './activation-of.ts';
import { settled } from './affine.ts';
import type { Pattern } from './patterns.ts';
import { readActivation, withActivation, withSlopes } from './read-activation.ts';
import { readBatchNormalization, readConstantArithmetic } from './read-affine.ts';
import { readConcat } from './read-concat.ts';
import { readConv } from './read-convolution.ts';
import { readGemm, readMatMul } from './read-dense.ts';
import { readCast, readDropout, readIdentity, readPad, readReshape, readTranspose } from './read-form.ts';
import { readFusedConv, readFusedGemm, readFusedMatMul } from './read-fused.ts';
import { readGlobalPool, readPool, readReduction } from './read-pool.ts';
import {
  readDequantizeLinear,
  readDynamic,
  readQGemm,
  readQLinearActivation,
  readQLinearAdd,
  readQLinearAveragePool,
  readQLinearConv,
  readQLinearGlobalAveragePool,
  readQLinearMatMul,
  readQLinearMul,
  readQuantizeLinear,
} from './read-quantised.ts';
import { readGather, readSlice, readSplit } from './read-selection.ts';
import { readProduct, readSum } from './read-sum.ts';
import type { NodeReader, Reading, Refusal, Seen } from './seen.ts';

interface Entry {
  readonly read: NodeReader;
  /** What may be pending on what the operator reads. */
  readonly takes: readonly ('affine' | 'pads' | 'integers' | 'divided')[];
}

const entry = (read: NodeReader, ...takes: Entry['takes']): Entry => ({ read, takes });

/** A sum, difference or product of two computed values, or of one and a constant. */
const readArithmetic: NodeReader = (reading) => {
  const computed = reading.node.inputs.filter((name) => !reading.view.constants.has(name));
  if (computed.length === 1) return readConstantArithmetic(reading);
  if (reading.node.opType === 'Add') return readSum(reading);
  return reading.node.opType === 'Mul'
    ? readProduct(reading)
    : 'combines two computed values in a way that is not read';
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
  ['Concat', entry(readConcat)],
  ...activationOperators.map((name) => [name, entry(readActivation)] as const),
  ['MaxPool', entry(readPool, 'affine', 'integers')],
  ['AveragePool', entry(readPool, 'affine')],
  ['GlobalAveragePool', entry(readGlobalPool, 'affine')],
  ['GlobalMaxPool', entry(readGlobalPool)],
  ['ReduceMean', entry(readReduction, 'affine')],
  ['ReduceMax', entry(readReduction)],
  ...['Flatten', 'Reshape', 'Squeeze', 'Unsqueeze'].map(
    (name) => [name, entry(readReshape, 'affine', 'pads', 'integers', 'divided')] as const,
  ),
  ['Transpose', entry(readTranspose, 'affine', 'pads', 'integers', 'divided')],
  ['Split', entry(readSplit, 'affine')],
  ['Slice', entry(readSlice, 'affine')],
  ['Gather', entry(readGather, 'affine')],
  ['Identity', entry(readIdentity, 'affine', 'pads', 'integers', 'divided')],
  ['Dropout', entry(readDropout, 'affine')],
  ['Cast', entry(readCast, 'affine', 'pads', 'divided')],
  ['Pad', entry(readPad, 'affine', 'pads')],
  ['QuantizeLinear', entry(readQuantizeLinear, 'affine')],
  ['DequantizeLinear', entry(readDequantizeLinear, 'affine', 'integers')],
  ['QLinearConv', entry(readQLinearConv, 'affine', 'integers')],
  ['QLinearMatMul', entry(readQLinearMatMul, 'affine', 'integers')],
  // The sum that a FusedConv may hold has nothing pending, as Add.
  ['com.microsoft.FusedConv', entry(readFusedConv, 'pads')],
  ['com.microsoft.FusedGemm', entry(readFusedGemm, 'affine')],
  ['com.microsoft.FusedMatMul', entry(readFusedMatMul, 'affine')],
  ['com.microsoft.QGemm', entry(readQGemm, 'affine', 'integers')],
  ['com.microsoft.QLinearAdd', entry(readQLinearAdd, 'integers')],
  ['com.microsoft.QLinearMul', entry(readQLinearMul, 'integers')],
  ['com.microsoft.QLinearAveragePool', entry(readQLinearAveragePool, 'integers')],
  ['com.microsoft.QLinearLeakyRelu', entry(readQLinearActivation, 'integers')],
  ['com.microsoft.QLinearSigmoid', entry(readQLinearActivation, 'integers')],
  ['com.microsoft.QLinearGlobalAveragePool', entry(readQLinearGlobalAveragePool, 'integers')],
]);

/** Operators with weights of their own, read or not. */
export const weightedOperators: ReadonlySet<string> = new Set(
  (
    'Gemm MatMul Conv ConvTranspose MatMulInteger ConvInteger QLinearMatMul QLinearConv LSTM GRU RNN Einsum ' +
    'QGemm FusedGemm FusedConv FusedMatMul Attention TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor ' +
    'LinearClassifier LinearRegressor SVMClassifier SVMRegressor'
  ).split(' '),
);

/** What is read as part of a pattern only. */
const withinPatterns: ReadonlySet<string> = new Set(['MatMulInteger', 'ConvInteger']);

export const unreadOperator: Refusal = 'is an operator that is not read';

/** Whether nothing around a node could make it one that is read. */
export function isNeverRead(node: OnnxNode): boolean {
  return !entries.has(operatorName(node)) && !withinPatterns.has(node.opType);
}

/** The outputs of a node that can be read. */
export function outputsRead(node: OnnxNode): readonly string[] {
  return node.opType === 'Split' ? node.outputs : node.outputs.slice(0, 1);
}

/** What an output of a node is, or why that is not known. */
export function readNode(reading: Reading): Seen | Refusal {
  const { node, view } = reading;
  const pattern = view.patterns.get(node);
  const found = entries.get(operatorName(node));
  if (!pattern && !found) return unreadOperator;
  if (
    outputsRead(node).length === 1 &&
    node.outputs.slice(1).some((name) => name !== '' && (view.readers(name).length > 0 || view.isOutput(name)))
  ) {
    return 'has more than one output that is used';
  }
  const takes = pattern ? takenBy(pattern) : found!.takes;
  const accepted = new Map<string, Seen>();
  for (const name of pattern ? [pattern.input] : node.inputs) {
    const original = reading.seen(name);
    if (!original) continue;
    if (original.quantised && !takes.includes('integers')) return 'reads integers in a way that is not read';
    const isReady =
      (!original.pads || takes.includes('pads')) &&
      (!original.affine || takes.includes('affine')) &&
      (!original.divided || takes.includes('divided'));
    const ready = isReady ? original : settled(original);
    if (typeof ready === 'string') return ready;
    // What was pending became a layer of its own, which nothing else reads yet.
    const { isShared: _, ...own } = ready;
    accepted.set(name, ready.expression === original.expression ? ready : own);
  }
  const isExclusive = (name: string) => reading.isExclusive(name) && !accepted.get(name)?.isShared;
  const result = pattern
    ? readPattern(pattern, { ...reading, isExclusive }, accepted.get(pattern.input)!)
    : found!.read({ ...reading, isExclusive, seen: (name) => accepted.get(name) });
  if (typeof result === 'string') return result;
  const { isShared: _, ...seen } = result;
  const passes = [...accepted].some(([name, { expression }]) => expression === seen.expression && !isExclusive(name));
  return passes ? { ...seen, isShared: true } : seen;
}

/** What multiplies can take up factors and summands. */
function takenBy({ meaning }: Pattern): Entry['takes'] {
  return meaning.kind === 'product' ? ['affine', 'pads'] : [];
}

function readPattern({ input, meaning }: Pattern, reading: Reading, seen: Seen): Seen | Refusal {
  if (meaning.kind === 'product') return readDynamic({ ...reading, node: meaning.product }, seen, meaning.weightScale);
  const { activation: spelled } = meaning;
  const activation =
    typeof spelled !== 'string' && 'byNumber' in spelled
      ? withSlopes(reading, seen, spelled.constant, (number) => spelled.byNumber.get(number)!)
      : spelled;
  return isRefused(activation) ? activation.why : withActivation(seen, activation, reading.isExclusive(input));
}
