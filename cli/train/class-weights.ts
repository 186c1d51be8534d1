import { InvalidArgumentError } from 'commander';
import type { ClassWeightsOption } from '../../api/commands.ts';

/** `balanced`, or `label=weight` pairs with commas between them. */
export function readClassWeights(text: string): ClassWeightsOption {
  if (text === 'balanced') return text;
  const pairs = text.split(',').map((part): [string, number] => {
    const found = /^(.+)=(\d+\.?\d*|\.\d+)$/.exec(part.trim());
    if (!found) throw new InvalidArgumentError('Give `balanced`, or weights from 0 like a=1,b=3.');
    return [found[1]!, Number(found[2])];
  });
  const labels = pairs.map(([label]) => label);
  const twice = labels.find((label, at) => labels.indexOf(label) < at);
  if (twice !== undefined) throw new InvalidArgumentError(`The class '${twice}' has two weights. Leave one out.`);
  return new Map(pairs);
}
