import type { Node } from '../../core/index.ts';
import type { OnnxModel, OnnxNode } from '../model.ts';
import { emitStep } from './emit-step.ts';
import { elementTypeOf, modelOf, valueInfo } from './lower.ts';
import { createScope } from './lowering-scope.ts';
import { inputName, type LoweredStepOptions, recordName, type StepGraph, stateOutput } from './step-graph.ts';

/** The int64 scalar input that says how many steps a call takes. */
export const stepsName = 'steps';

/**
 * Any number of steps as one ONNX model around a Loop: state is copied across the JavaScript border once per call and
 * not once per step. Inputs: `steps`; every state by its name; every per-step input stacked along a new first axis of
 * that size. Outputs: `stateOutput(name)` for every state, and `record` stacked likewise.
 */
export function lowerLoop(step: StepGraph, options: LoweredStepOptions = {}): OnnxModel {
  const scope = createScope();
  const states = Object.entries(step.state);
  const iteration = 'iteration';
  const bound = new Map<Node, string>(states.map(([name, { before }]) => [before, `${name}.in`]));
  const selections: OnnxNode[] = step.perStep.map((node) => {
    const name = scope.fresh();
    bound.set(node, name);
    return {
      opType: 'Gather',
      inputs: [inputName(node), iteration],
      outputs: [name],
      attributes: { axis: { type: 'int', value: 0 } },
    };
  });
  const bodyOutputs = {
    ...Object.fromEntries(states.map(([name, { after }]) => [`${name}.out`, after])),
    'record.out': step.record,
  };
  const body = emitStep(bodyOutputs, scope, options, bound);
  const loop: OnnxNode = {
    opType: 'Loop',
    inputs: [stepsName, '', ...states.map(([name]) => name)],
    outputs: [...states.map(([name]) => stateOutput(name)), recordName],
    attributes: {
      body: {
        type: 'graph',
        value: {
          name: 'step',
          nodes: [
            { opType: 'Identity', inputs: ['condition'], outputs: ['condition.out'] },
            ...selections,
            ...body.nodes,
          ],
          initializers: [],
          inputs: [
            { name: iteration, elementType: 'int64', shape: [] },
            { name: 'condition', elementType: 'bool', shape: [] },
            ...states.map(([name, { before }]) => valueInfo(`${name}.in`, before)),
          ],
          outputs: [
            { name: 'condition.out', elementType: 'bool', shape: [] },
            ...states.map(([name, { after }]) => valueInfo(`${name}.out`, after)),
            valueInfo('record.out', step.record),
          ],
        },
      },
    },
  };
  const stacked = (name: string, node: Node) => ({
    name,
    elementType: elementTypeOf(node),
    shape: ['S', ...node.shape],
  });
  return modelOf(
    {
      name: 'steps',
      nodes: [loop],
      initializers: [...scope.initializers.values()],
      inputs: [
        { name: stepsName, elementType: 'int64', shape: [] },
        ...states.map(([name, { before }]) => valueInfo(name, before)),
        ...step.perStep.map((node) => stacked(inputName(node), node)),
      ],
      outputs: [
        ...states.map(([name, { after }]) => valueInfo(stateOutput(name), after)),
        stacked(recordName, step.record),
      ],
    },
    {},
    body.opsets,
  );
}
