import { sizeOf, type Tensor } from '../../../core/index.ts';
import type { AdamSetUp } from '../onnx-protocol.ts';
import { adamKernel } from './kernel.ts';
import { webAssembly } from './web-assembly.ts';

/** The part of a training's state that Adam updates where it lies. */
export interface InPlace {
  /** Parameters and moments by the state's names, and gradients by the names of the outputs that are written there. */
  readonly values: Readonly<Record<string, Tensor>>;
  /** One update by the gradients that are there. @param fed the step's inputs, of which it reads the rates */
  update(fed: Readonly<Record<string, Float32Array>>): void;
}

const floatBytes = Float32Array.BYTES_PER_ELEMENT;
const pageBytes = 65_536;
/** Arrays at the same place in their pages would wait for each other's stores. */
const apartBytes = 320;

/**
 * @param state is copied, since what the kernel works on lies in one memory
 * @param free what is done with values that have been copied
 */
export function adamInPlace(
  { groups, feeds }: AdamSetUp,
  state: Readonly<Record<string, Tensor>>,
  free?: (values: readonly Float32Array[]) => void,
): InPlace {
  let end = 0;
  const place = (name: string, shape: readonly number[]) => {
    const start = end;
    end += (Math.ceil((sizeOf(shape) * floatBytes) / apartBytes) + 1) * apartBytes;
    return { name, shape, start };
  };
  const placed = groups.map(({ parameter, moments, gradient, shape, runs }) => ({
    parameter: place(parameter, shape),
    firstMoment: place(moments[0], shape),
    secondMoment: place(moments[1], shape),
    gradient: place(gradient, shape),
    runs,
  }));
  const memory = new webAssembly.Memory({ initial: Math.ceil(end / pageBytes) });
  const update = adamKernel(memory);
  const values: Record<string, Tensor> = {};
  for (const { runs, ...places } of placed) {
    for (const { name, shape, start } of Object.values(places)) {
      const data = new Float32Array(memory.buffer, start, sizeOf(shape));
      const before = state[name]?.data;
      if (before) data.set(before);
      if (before) free?.([before]);
      values[name] = { shape, data };
    }
  }
  const stretches = placed.flatMap(({ runs, parameter, firstMoment, secondMoment, gradient }) => {
    let past = 0;
    return runs.map(({ count, rate, decay }) => {
      const at = past;
      past += count * floatBytes;
      const stretch = {
        parameter: parameter.start + at,
        firstMoment: firstMoment.start + at,
        secondMoment: secondMoment.start + at,
        gradient: gradient.start + at,
        count,
      };
      return { stretch, rate, decay };
    });
  });
  return {
    values,
    update: (fed) => {
      const fedAs = (name: string | undefined) => (name === undefined ? 0 : fed[name]![0]!);
      const [stepRate, damping, schedule] = [fedAs(feeds.rate), fedAs(feeds.damping), fedAs(feeds.schedule)];
      for (const { stretch, rate, decay } of stretches) {
        update(stretch, { rate: stepRate * rate, damping, decay: schedule * decay });
      }
    },
  };
}
