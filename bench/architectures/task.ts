import type { Device, EngineName } from '../../trainer/index.ts';

/** One kind of network on one data set, by one method; each is a process. */
export interface Task {
  readonly data: string;
  /** A preset. */
  readonly network: string;
  readonly seed: number;
  /**
   * `dense` is trained from scratch, and the others go on from it: `posterior` is fitted for each share, `magnitude` trains
   * the same network on for as long and cuts its weights' norms.
   */
  readonly method: 'dense' | 'posterior' | 'magnitude';
  /** Of the dense network's multiply-accumulates, what may stay; 1 cuts nothing. */
  readonly shares: readonly number[];
  readonly effort: Effort;
}

/** What was asked for on the command line, the same for all rows of a file. */
export interface Effort {
  /** Training images. */
  readonly examples: number;
  /** Of the dense network, of the posterior (or as long without one), and of the fine-tuning: so many each. */
  readonly epochs: number;
  readonly engine: EngineName;
  readonly device: Device;
}

export interface Row extends Pick<Task, 'data' | 'network' | 'seed' | 'method'> {
  readonly share: number;
  readonly layers: string;
  readonly parameters: number;
  readonly macs: number;
  /** Of the ONNX file. */
  readonly bytes: number;
  /** On the test images, as shares: of the network as it was cut, and of the file in onnxruntime at the end. */
  readonly accuracyAtCut: number;
  readonly accuracy: number;
  /** Of the training before the cut, absent where an earlier bench kept the network, and of the fine-tuning. */
  readonly fitSeconds?: number;
  readonly tuneSeconds: number;
}

/** One row for each share. */
export interface Answer {
  readonly rows: readonly Row[];
}
