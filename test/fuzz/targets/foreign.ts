import { readFileSync } from 'node:fs';
import { compact, exportModel, planPruning } from '../../../exporter/index.ts';
import { decodeModel, encodeModel, readForeign } from '../../../onnx/index.ts';
import { smallModel } from '../../onnx/models.ts';
import { examplePosterior } from '../../support/posterior-example.ts';
import { reshapeProtobuf } from '../reshape/protobuf.ts';
import type { FuzzTarget } from '../target.ts';

/** Of each maker of models a small one, from test/fixtures/foreign. */
const fixtures = [
  'keras-flattened-tf2onnx-9',
  'sklearn-named-17',
  'torch-branches-script-13',
  'torch-lenet-script-17-qdq',
  'torch-mlp-half-script-17',
  'torch-mlp-script-9',
  'torch-residual-script-13',
  'torch-scaled-script-11',
  'torch-tied-script-17',
];

export const foreign: FuzzTarget = {
  name: 'foreign',
  weight: 4,
  bytesPerByte: 2000,
  corpus: () => {
    const posterior = examplePosterior();
    const own = exportModel(compact(posterior, planPruning(posterior, { name: 'median' })));
    const folder = new URL('../../../../test/fixtures/foreign/', import.meta.url);
    const read = (name: string) => new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder)));
    const wide = [24, 40, 20, 4];
    const packed = exportModel(compact(examplePosterior(wide), everything(wide)), { weights: 'int4', lean: true });
    return [encodeModel(smallModel()), own, packed, ...fixtures.map(read)];
  },
  large: () => {
    const network = compact(examplePosterior([784, 300, 10]), everything([784, 300, 10]));
    return [exportModel(network), exportModel(network, { weights: 'int4', lean: true })];
  },
  read: (bytes) => readForeign(decodeModel(bytes, 'fuzz.onnx'), 'fuzz.onnx'),
  reshape: reshapeProtobuf,
};

function everything([inputs, ...units]: readonly number[]) {
  const all = (size: number) => Array.from({ length: size }, (_, index) => index);
  return { keptInputs: all(inputs!), keptUnits: units.map(all) };
}
