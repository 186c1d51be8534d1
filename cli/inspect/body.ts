import {
  formatCount,
  formatNetwork,
  isPrunable,
  isSecateurError,
  type NetworkSpec,
  parameterCount,
} from '../../core/index.ts';
import { type Body, type ForeignModel, type OnnxModel, readForeign } from '../../onnx/index.ts';
import { obstacleLines } from '../obstacle-lines.ts';

/** What of a model from elsewhere can be pruned, as data and as lines. */
export function inspectBody(model: OnnxModel, source: string): { value: object; lines: [string, string][] } {
  try {
    const found = readForeign(model, source);
    return { value: dataOf(found), lines: linesOf(found) };
  } catch (error) {
    if (!isSecateurError(error)) throw error;
    return { value: { unprunable: error.message }, lines: [['Prunable', `nothing: ${error.message}`]] };
  }
}

function dataOf({ body, others, obstacles }: ForeignModel): object {
  if (!body) return { obstacles };
  return { body: partOf(body), ...(others.length > 0 && { others: others.map(partOf) }), obstacles };
}

function partOf({ network, input, output }: Body): object {
  const prunable = isPrunable(network);
  return { network: formatNetwork(network), input, output, parameters: parameterCount(network), prunable };
}

const nothingToRemove =
  'nothing of it can be removed: pixels, outputs, and channels of convolutions with several groups all stay';

function labelOf(network: NetworkSpec, at: number): string {
  if (at > 0) return 'and';
  return isPrunable(network) ? 'Prunable' : 'Readable';
}

function linesOf({ body, others, obstacles }: ForeignModel): [string, string][] {
  const lines: [string, string][] = body
    ? [body, ...others].flatMap(({ network, input, output }, at): [string, string][] => [
        [labelOf(network, at), `${formatNetwork(network)}, ${formatCount(parameterCount(network))} parameters`],
        ['', `from ${input} to ${output}`],
        ...(isPrunable(network) ? [] : [['', nothingToRemove] as [string, string]]),
      ])
    : [['Prunable', 'nothing that we can read']];
  lines.push(...obstacleLines(obstacles).map((line): [string, string] => ['Obstacle', line]));
  return lines;
}
