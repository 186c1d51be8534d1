import { formatBytes, SecateurError, type Shape, sizeOf, type Tensor } from '../../../core/index.ts';
import type { AdamSetUp } from '../onnx-protocol.ts';
import { adamKernel } from './kernel.ts';
import { plainAdamKernel } from './plain-kernel.ts';
import { webAssembly } from './web-assembly.ts';

/** The part of a training's state that Adam updates where it lies. */
export interface InPlace {
  /** Parameters and moments by the state's names, and gradients by the names of the outputs that are written there. */
  readonly values: Readonly<Record<string, Tensor>>;
  /** One update by the gradients that are there. @param fed the step's inputs, of which it reads the rates */
  update(fed: Readonly<Record<string, Float32Array>>): void;
}

type Update = ReturnType<typeof adamKernel>;

const floatBytes = Float32Array.BYTES_PER_ELEMENT;
const pageBytes = 65_536;
/** Arrays at the same place in their pages would wait for each other's stores. */
const apartBytes = 320;

/**
 * @param state is copied, since what the kernel works on lies in one memory
 * @param free what is done with values that have been copied
 * @throws MEMORY_INSUFFICIENT
 */
export function adamInPlace(
  { groups, feeds }: AdamSetUp,
  state: Readonly<Record<string, Tensor>>,
  free?: (values: readonly Float32Array[]) => void,
): InPlace {
  const zero = 'zero';
  const shapes = groups.flatMap(({ parameter, moments, gradient, shape }): [string, Shape][] => [
    ...[parameter, ...moments].map((name): [string, Shape] => [name, shape]),
    ...Object.values(gradient).map(({ name, shape }): [string, Shape] => [name, shape]),
  ]);
  const { starts, bytes } = layOut([[zero, []], ...shapes]);
  const { buffer, update } = workspace(bytes, starts.get(zero)!);
  const values: Record<string, Tensor> = {};
  for (const [name, shape] of shapes) {
    const data = new Float32Array(buffer, starts.get(name)!, sizeOf(shape));
    const before = state[name]?.data;
    if (before) data.set(before);
    if (before) free?.([before]);
    values[name] = { shape, data };
  }
  const blocks = groups.flatMap(({ parameter, moments, gradient, shape, runs }) => {
    let past = 0;
    // What has terms for its rows is one run.
    const rows = (gradient.addend ?? gradient.slope ?? gradient.offset) ? shape[0]! : 1;
    return runs.map(({ count, rate, decay }) => {
      const at = (name: string) => starts.get(name)! + past * floatBytes;
      const block = {
        rows,
        columns: count / rows,
        parameter: at(parameter),
        firstMoment: at(moments[0]),
        secondMoment: at(moments[1]),
        product: at(gradient.product.name),
        ...Object.fromEntries(Object.entries(gradient).map(([term, { name }]) => [term, at(name)])),
      };
      past += count;
      return { block, rate, decay };
    });
  });
  return {
    values,
    update: (fed) => {
      const fedAs = (name: string | undefined) => (name === undefined ? 0 : fed[name]![0]!);
      const [stepRate, damping, schedule] = [fedAs(feeds.rate), fedAs(feeds.damping), fedAs(feeds.schedule)];
      for (const { block, rate, decay } of blocks) {
        update(block, { rate: stepRate * rate, damping, decay: schedule * decay });
      }
    },
  };
}

/**
 * Zeros, and what updates them. However small, a WebAssembly memory takes 8 GB and more of addresses: where those are
 * limited (`ulimit -v`), or the processor lacks the instructions, the same is done in plain JavaScript.
 */
function workspace(bytes: number, zero: number): { readonly buffer: ArrayBuffer; readonly update: Update } {
  try {
    const memory = new webAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
    return { buffer: memory.buffer, update: adamKernel(memory, zero) };
  } catch {
    const buffer = zeros(bytes);
    return { buffer, update: plainAdamKernel(buffer) };
  }
}

function zeros(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch (cause) {
    const what = `Training needs ${formatBytes(bytes)} of memory in one piece for parameters, moments and gradients, which cannot be had.`;
    throw new SecateurError('MEMORY_INSUFFICIENT', `${what} Choose a smaller network, or free some memory.`, { cause });
  }
}

/** Arrays one after the other, by where they begin. */
function layOut(arrays: readonly [string, Shape][]): { readonly starts: Map<string, number>; readonly bytes: number } {
  const starts = new Map<string, number>();
  let bytes = 0;
  for (const [name, shape] of arrays) {
    starts.set(name, bytes);
    bytes += (Math.ceil((sizeOf(shape) * floatBytes) / apartBytes) + 1) * apartBytes;
  }
  return { starts, bytes };
}
