import { graph, sizeOf } from '../../core/index.ts';
import {
  encodeModel,
  lowerGraph,
  lowerLoop,
  lowerStep,
  recordName,
  type StepGraph,
  sequenceName,
  stateOutput,
  stepsName,
} from '../../onnx/index.ts';
import type { Device } from './device.ts';
import type { EngineProgram } from './engine.ts';
import { gradientStep, nameAndShape } from './gradient-step.ts';
import type { SetUp } from './onnx-protocol.ts';

/** Below, a call for every step takes as long as it saves, and the memory is that of the runtime anyway. */
const smallestForSeparateSteps = 2e6;

/** With products and scales (`RowTerms`), each as large as the parameters, what a kernel's memory of 4 GB can hold. */
const largestForSeparateSteps = 2.5e9;

/** See `Unreturned`. */
const probe: StepGraph = { state: {}, perStep: [], record: graph.constant([1], [1]) };

function stateNumbers({ state }: StepGraph): number {
  return Object.values(state).reduce((sum, { before }) => sum + sizeOf(before.shape), 0);
}

/**
 * Everything that a worker needs to run a program but the state to start from.
 * @param place with the channels in a block where convolutions can be computed so (`blockSizeFor`)
 */
export function setUpOf(
  { step, evaluation }: EngineProgram,
  {
    blockSize,
    ...place
  }: { readonly device: Device; readonly threads: number; readonly blockSize?: number | undefined },
): SetUp {
  const onProcessor = place.device === 'cpu';
  const stateBytes = Float32Array.BYTES_PER_ELEMENT * stateNumbers(step);
  const isSeparate = onProcessor && stateBytes >= smallestForSeparateSteps && stateBytes <= largestForSeparateSteps;
  const gradients = isSeparate && step.adam && gradientStep(step, step.adam);
  const lowered = gradients ? gradients.step : step;
  return {
    // The fused operators are written for onnxruntime's CPU kernels.
    stepModel: encodeModel((gradients ? lowerStep : lowerLoop)(lowered, { contributed: onProcessor, blockSize })),
    ...(gradients && {
      separate: {
        sequence: sequenceName,
        probeModel: encodeModel(lowerStep(probe)),
        enoughFeedBytes: stateBytes / 4,
        adam: gradients.adam,
      },
    }),
    evaluationModel: encodeModel(lowerGraph({ output: evaluation })),
    perStep: step.perStep.filter((node) => lowered.perStep.includes(node)).map(nameAndShape),
    evaluationInputs: graph
      .topologicalOrder([evaluation])
      .filter((node) => node.kind === 'Input')
      .map(nameAndShape),
    names: {
      steps: stepsName,
      record: { name: recordName, shape: step.record.shape },
      after: Object.fromEntries(Object.keys(lowered.state).map((name) => [name, stateOutput(name)])),
    },
    ...place,
  };
}
