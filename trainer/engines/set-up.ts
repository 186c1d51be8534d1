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
import type { SetUp } from './onnx-protocol.ts';

/** Below, a call for every step takes longer than the copies that it saves, and the memory is that of the runtime anyway. */
const smallestForSeparateSteps = 4e6;

/** See `Unreturned`. */
const probe: StepGraph = { state: {}, perStep: [], record: graph.constant([1], [1]) };

function stateNumbers({ state }: StepGraph): number {
  return Object.values(state).reduce((sum, { before }) => sum + sizeOf(before.shape), 0);
}

/** Everything that a worker needs to run a program but the state to start from. */
export function setUpOf(
  { step, evaluation }: EngineProgram,
  place: { readonly device: Device; readonly threads: number },
): SetUp {
  const onProcessor = place.device === 'cpu';
  const stateBytes = Float32Array.BYTES_PER_ELEMENT * stateNumbers(step);
  const separate = onProcessor &&
    stateBytes >= smallestForSeparateSteps && {
      sequence: sequenceName,
      probeModel: encodeModel(lowerStep(probe)),
      enoughFeedBytes: stateBytes / 2,
    };
  const nameAndShape = (node: graph.NodeOf<'Input'>) => ({ name: node.attributes.name, shape: node.shape });
  return {
    // The fused operators are written for onnxruntime's CPU kernels.
    stepModel: encodeModel((separate ? lowerStep : lowerLoop)(step, { contributed: onProcessor })),
    ...(separate && { separate }),
    evaluationModel: encodeModel(lowerGraph({ output: evaluation })),
    perStep: step.perStep.map((node) => nameAndShape(node as graph.NodeOf<'Input'>)),
    evaluationInputs: graph
      .topologicalOrder([evaluation])
      .filter((node) => node.kind === 'Input')
      .map(nameAndShape),
    names: {
      steps: stepsName,
      record: { name: recordName, shape: step.record.shape },
      after: Object.fromEntries(Object.keys(step.state).map((name) => [name, stateOutput(name)])),
    },
    ...place,
  };
}
