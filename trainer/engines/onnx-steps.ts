import type { OnnxValue } from 'onnxruntime-common';
import { loopedSteps } from './looped-steps.ts';
import type { NamedShape, Reply, Request, SetUp } from './onnx-protocol.ts';
import type { OnnxRuntime } from './onnx-runtime.ts';
import { type OpenStepping, valuesOf } from './stepping.ts';

/**
 * Keeps the state of a training and answers requests with onnxruntime. Knows no platform, and imports nothing that has to
 * be mapped: whoever owns the thread, in Node or in a page, passes messages to and fro.
 */
export async function openSteps(
  runtime: OnnxRuntime,
  setUp: SetUp,
  openStepping: OpenStepping = loopedSteps,
): Promise<(request: Request) => Promise<Reply>> {
  const { options, evaluationOptions = options } = runtime;
  const step = await runtime.InferenceSession.create(setUp.stepModel, options);
  const evaluation = await runtime.InferenceSession.create(setUp.evaluationModel, evaluationOptions);
  const stepping = await openStepping(runtime, step, setUp);
  return async (request) => {
    switch (request.kind) {
      case 'begin':
        stepping.begin(request.state);
        return { kind: 'begin' };
      case 'advance': {
        const values = await stepping.advance(request.steps, request.feeds);
        runtime.free?.(Object.values(request.feeds));
        return { kind: 'advance', values };
      }
      case 'evaluate': {
        const feed = ({ name, shape }: NamedShape): [string, OnnxValue] => [
          name,
          stepping.valueOf(name) ?? new runtime.Tensor('float32', request.feeds[name]!, shape),
        ];
        const results = await evaluation.run(Object.fromEntries(setUp.evaluationInputs.map(feed)));
        return { kind: 'evaluate', values: valuesOf(results['output']!) };
      }
      case 'readState':
        return { kind: 'readState', state: stepping.handOver(request.names) };
      default:
        return request satisfies never;
    }
  };
}
