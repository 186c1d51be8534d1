import { SecateurError } from '../../core/index.ts';
import { openRanges } from '../../files/index.ts';
import { decodeModel, nonFiniteInitializers, shapeFaults, unknownOperators, validateModel } from '../../onnx/index.ts';
import { type Check, checked } from './check.ts';

/** What can be said of a model without running it. @param source its path: weights may be in other files of its folder */
export async function checkModel(bytes: Uint8Array, source: string): Promise<Check[]> {
  using ranges = openRanges(source);
  const decode = () =>
    decodeModel(bytes, source, ({ location, offset, length }) => ranges.read(location, offset, length));
  const model = await checked('model', () => {
    const decoded = decode();
    validateModel(decoded, source);
    const unknown = unknownOperators(decoded);
    if (unknown.length > 0) throw fault(source, `uses operators that ONNX does not have: ${unknown.join(', ')}`);
    const [broken] = nonFiniteInitializers(decoded);
    if (broken) throw fault(source, `${broken.count} values of '${broken.name}' are not finite`);
    return `${bytes.length} bytes, ${decoded.graph.nodes.length} nodes that fit together`;
  });
  if (model.status !== 'passed') return [model];
  const shapes = await checked('shapes', () => {
    const [first, ...more] = shapeFaults(decode().graph);
    if (first !== undefined) throw fault(source, `${first}${more.length > 0 ? `, and ${more.length} more` : ''}`);
    return 'declared shapes agree with what the operators make of the inputs';
  });
  return [model, shapes];
}

function fault(source: string, what: string): SecateurError {
  return new SecateurError('FORMAT_INVALID', `${source}: ${what}. Export it again.`);
}
