import { fusedActivation, withoutFusion } from '../fused-operators.ts';
import { activationOf, isRefused } from './activation-of.ts';
import { withActivation } from './read-activation.ts';
import { readConv } from './read-convolution.ts';
import { readGemm, readMatMul } from './read-dense.ts';
import { sumOf } from './read-sum.ts';
import type { NodeReader, Reading, Refusal, Seen } from './seen.ts';

/** A convolution, the sum with a value of the same shape where there is a fourth input, and an activation. */
export const readFusedConv: NodeReader = (reading) => {
  const [addend = ''] = reading.node.inputs.slice(3);
  const node = withoutFusion(reading.node);
  const product = readConv({ ...reading, node: { ...node, inputs: node.inputs.slice(0, 3) } });
  if (typeof product === 'string') return product;
  const sum = addend === '' ? product : sumOf([product, reading.seen(addend)]);
  return typeof sum === 'string' ? sum : activated(reading, sum);
};

export const readFusedGemm: NodeReader = (reading) => {
  const product = readGemm({ ...reading, node: withoutFusion(reading.node) });
  return typeof product === 'string' ? product : activated(reading, product);
};

/** MatMul with a factor, and with what it reads transposed or not. */
export const readFusedMatMul: NodeReader = (reading) => {
  const { node } = reading;
  const isOn = (name: string) => node.attributes?.[name]?.type === 'int' && Number(node.attributes[name].value) === 1;
  if (isOn('transBatchA') || isOn('transBatchB')) return 'transposes the rows of a batch';
  const isPlain = !isOn('transB') && node.attributes?.['alpha'] === undefined;
  return (isPlain ? readMatMul : readGemm)({ ...reading, node: withoutFusion(node) });
};

function activated({ node, view }: Reading, seen: Seen): Seen | Refusal {
  const activation = fusedActivation(node);
  if (!activation) return seen;
  const found = activationOf(activation, view.constants);
  return isRefused(found) ? `ends in ${activation.opType}, which ${found.why}` : withActivation(seen, found, true);
}
