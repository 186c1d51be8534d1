import { type CompactNetwork, graph, networkGraph } from '../../core/index.ts';
import { encodeModel, lowerGraph } from '../../onnx/index.ts';
import { importOnnxruntime } from '../import-onnxruntime.ts';
import type { Examples } from './example-source.ts';

const chunk = 500;

/** Examples without their targets. */
export type Features = Pick<Examples, 'width' | 'count' | 'features'>;

/** The mean of several networks' outputs. */
export async function averageOutputs(networks: readonly CompactNetwork[], examples: Examples): Promise<Float32Array> {
  const [first, ...rest] = await Promise.all(networks.map((network) => networkOutputs(network, examples)));
  return first!.map((value, index) => rest.reduce((sum, outputs) => sum + outputs[index]!, value) / networks.length);
}

/** A trained network's outputs for all examples, `[count, outputs]`: what a teacher teaches. */
export async function networkOutputs(network: CompactNetwork, examples: Features): Promise<Float32Array> {
  const { InferenceSession, Tensor } = await importOnnxruntime();
  const output = networkGraph(network, graph.input('features', [1, examples.width]));
  const width = output.shape[1]!;
  const session = await InferenceSession.create(encodeModel(lowerGraph({ output }, { batchSymbol: 'N' })));
  try {
    const outputs = new Float32Array(examples.count * width);
    for (let start = 0; start < examples.count; start += chunk) {
      const size = Math.min(chunk, examples.count - start);
      const features = new Float32Array(size * examples.width);
      examples.features(
        Uint32Array.from({ length: size }, (_, index) => start + index),
        features,
      );
      const results = await session.run({ features: new Tensor('float32', features, [size, examples.width]) });
      outputs.set(results['output']!.data as Float32Array, start * width);
    }
    return outputs;
  } finally {
    await session.release();
  }
}
