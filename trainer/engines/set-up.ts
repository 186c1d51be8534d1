import { graph, type Node, sizeOf } from '../../core/index.ts';
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
import type { AdamUpdates } from '../step/adam.ts';
import type { Device } from './device.ts';
import type { EngineProgram } from './engine.ts';
import type { NamedShape, Separate, SetUp } from './onnx-protocol.ts';

/** Below, a call for every step takes longer than the copies that it saves, and the memory is that of the runtime anyway. */
const smallestForSeparateSteps = 4e6;

/** With the gradients, what a kernel's memory can hold. */
const largestForSeparateSteps = 3e9;

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
  const separate = isSeparate && step.adam && separateOf(step.adam, stateBytes);
  const lowered = separate ? gradientStep({ ...step, adam: step.adam! }) : step;
  return {
    // The fused operators are written for onnxruntime's CPU kernels.
    stepModel: encodeModel((separate ? lowerStep : lowerLoop)(lowered, { contributed: onProcessor, blockSize })),
    ...(separate && { separate }),
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

/** The step but for what Adam does with the gradients, which are outputs. */
function gradientStep({ state, record, perStep, adam }: StepGraph & { readonly adam: AdamUpdates }): StepGraph {
  const own = new Set(adam.groups.flatMap(({ parameter, moments }) => [parameter, ...moments]));
  const others = Object.fromEntries(Object.entries(state).filter(([name]) => !own.has(name)));
  const outputs = Object.fromEntries(adam.groups.map(({ parameter, gradient }) => [gradientName(parameter), gradient]));
  const results = [record, ...Object.values(outputs), ...Object.values(others).map(({ after }) => after)];
  const isRead = new Set(graph.topologicalOrder(results));
  const parameters = adam.groups.map(({ parameter }) => state[parameter]!.before);
  return { state: others, record, outputs, perStep: [...parameters, ...perStep.filter((node) => isRead.has(node))] };
}

function separateOf({ groups, rate, damping, schedule }: AdamUpdates, stateBytes: number): Separate {
  const nameOf = (node: Node) => nameAndShape(node).name;
  return {
    sequence: sequenceName,
    probeModel: encodeModel(lowerStep(probe)),
    enoughFeedBytes: stateBytes / 2,
    adam: {
      groups: groups.map(({ parameter, moments, gradient, runs }) => ({
        parameter,
        moments,
        gradient: gradientName(parameter),
        shape: gradient.shape,
        runs,
      })),
      feeds: { rate: nameOf(rate), damping: nameOf(damping), ...(schedule && { schedule: nameOf(schedule) }) },
    },
  };
}

const gradientName = (parameter: string) => `${parameter}.gradient`;

function nameAndShape(node: Node): NamedShape {
  return { name: (node as graph.NodeOf<'Input'>).attributes.name, shape: node.shape };
}
