import type { Node, Tensor } from '../../core/index.ts';
import type { StepGraph } from '../../onnx/index.ts';
import type { AdamUpdates } from '../step/adam.ts';

/**
 * Runs training steps. An engine knows nothing of families, data or schedules: it is given graphs, keeps their state,
 * and is fed numbers. Every engine given the same feeds computes the same steps, up to rounding.
 */
export interface Engine {
  readonly name: string;
  /** @param initial its buffers are handed over and must not be used afterwards */
  start(program: EngineProgram, initial: Readonly<Record<string, Tensor>>): Promise<EngineSession>;
}

export interface EngineProgram {
  /** Where it says how part of its state is updated, an engine may do that in a way of its own. */
  readonly step: StepGraph & { readonly adam?: AdamUpdates };
  /** A graph over the same state (Input nodes by the state's names) and feeds of its own. */
  readonly evaluation: Node;
}

export interface EngineSession {
  /** More bytes than these of feeds in one call only take memory. Where absent, a call is dear, and should do much. */
  readonly enoughFeedBytes?: number;
  /**
   * Takes `steps` steps. `feeds` has every per-step input by name, stacked along a first axis of that size; the buffers
   * are handed over and must not be used afterwards.
   * @returns the records of the steps, one after the other
   */
  advance(steps: number, feeds: Readonly<Record<string, Float32Array>>): Promise<Float32Array>;
  /** The evaluation graph's output for the current state. */
  evaluate(feeds: Readonly<Record<string, Float32Array>>): Promise<Float32Array>;
  /** @param names of the state's values, all of them when not given. The answer is in buffers of its own. */
  readState(names?: readonly string[]): Promise<Record<string, Tensor>>;
  close(): Promise<void>;
}
