import type { OnnxModel } from '../model.ts';
import { emitStep } from './emit-step.ts';
import { modelOf, valueInfo } from './lower.ts';
import { createScope } from './lowering-scope.ts';
import { inputName, type LoweredStepOptions, recordName, type StepGraph, stateOutput } from './step-graph.ts';

/** The output that holds an empty sequence: the first one, and no part of the step. */
export const sequenceName = 'sequence';

/** The encoded TypeProto of a sequence of float32 tensors. */
const sequenceOfTensors = Uint8Array.of(0x22, 0x06, 0x0a, 0x04, 0x0a, 0x02, 0x08, 0x01);

/**
 * One step as an ONNX model. Inputs: every state and every per-step input by its name. Outputs: `sequenceName`, `recordName`,
 * the step's own, and `stateOutput(name)` for every state.
 */
export function lowerStep(step: StepGraph, options: LoweredStepOptions = {}): OnnxModel {
  const scope = createScope();
  const states = Object.entries(step.state);
  const results = {
    [recordName]: step.record,
    ...step.outputs,
    ...Object.fromEntries(states.map(([name, { after }]) => [stateOutput(name), after])),
  };
  const { nodes, opsets } = emitStep(results, scope, options);
  return modelOf(
    {
      name: 'step',
      nodes: [{ opType: 'SequenceEmpty', inputs: [], outputs: [sequenceName] }, ...nodes],
      initializers: [...scope.initializers.values()],
      inputs: [
        ...states.map(([name, { before }]) => valueInfo(name, before)),
        ...step.perStep.map((node) => valueInfo(inputName(node), node)),
      ],
      outputs: [
        { name: sequenceName, otherType: sequenceOfTensors },
        ...Object.entries(results).map(([name, node]) => valueInfo(name, node)),
      ],
    },
    {},
    opsets,
  );
}
