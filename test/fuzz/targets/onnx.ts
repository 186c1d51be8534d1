import { compact, exportModel, planPruning, posteriorMean } from '../../../exporter/index.ts';
import { decodeModel, encodeModel, nonFiniteInitializers, summarize, validateModel } from '../../../onnx/index.ts';
import { readMetadata } from '../../../runtime/model-file/metadata.ts';
import { anyX, float, loopModel, modelOf, smallModel } from '../../onnx/models.ts';
import { modelWithTensor, packedVarints, varintField } from '../../onnx/wire.ts';
import { examplePosterior } from '../../support/posterior-example.ts';
import { reshapeProtobuf } from '../reshape/protobuf.ts';
import type { FuzzTarget } from '../target.ts';

export const onnx: FuzzTarget = {
  name: 'onnx',
  weight: 8,
  bytesPerByte: 200,
  corpus: () => {
    const posterior = examplePosterior();
    const plan = planPruning(posterior, { name: 'median' });
    return [
      encodeModel(smallModel()),
      encodeModel(loopModel(2n)),
      exportModel(posteriorMean(posterior), { posterior }),
      exportModel(compact(posterior, plan), { posterior, plan }),
    ];
  },
  large: () => {
    const node = { opType: 'R', inputs: [], outputs: [] };
    const graph = { name: '', nodes: Array(60_000).fill(node), initializers: [], inputs: [], outputs: [] };
    const weights = float('w', [1000, 500], new Array<number>(500_000).fill(0.5));
    return [
      encodeModel(modelOf(graph)),
      encodeModel(modelOf({ initializers: [weights], inputs: [anyX], outputs: [anyX] })),
      // Numbers in the slowest of their encodings.
      modelWithTensor(varintField(1, 500_000), varintField(2, 7), packedVarints(7, new Array(500_000).fill(1))),
    ];
  },
  read: (bytes) => {
    const model = decodeModel(bytes, 'fuzz.onnx');
    nonFiniteInitializers(model);
    summarize(model);
    readMetadata(bytes, 'fuzz.onnx');
    validateModel(model, 'fuzz.onnx');
  },
  reshape: reshapeProtobuf,
};
