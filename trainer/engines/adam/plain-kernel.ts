import { beta1, beta2 } from '../../step/adam.ts';
import type { Block, Factors } from './kernel.ts';

const { fround, sqrt } = Math;
const floatBytes = Float32Array.BYTES_PER_ELEMENT;
const [kept, keptSquare] = [fround(beta1), fround(beta2)];

/** `adamKernel` in plain JavaScript: the same to the last bit, and many times slower. It works in any buffer. */
export function plainAdamKernel(buffer: ArrayBuffer): (block: Block, factors: Factors) => void {
  return ({ rows, columns, parameter, firstMoment, secondMoment, product, scale, ...terms }, factors) => {
    const [rate, damping, decay] = [fround(factors.rate), fround(factors.damping), fround(factors.decay)];
    for (let row = 0; row < rows; row++) {
      const part = (start: number) => new Float32Array(buffer, start + row * columns * floatBytes, columns);
      const ofRow = (start: number | undefined) =>
        start === undefined ? 0 : new Float32Array(buffer, start + row * floatBytes, 1)[0]!;
      const gradient = part(product).slice();
      if (scale !== undefined) rescale(gradient, ofRow(terms.addend), part(scale));
      addPrior(gradient, ofRow(terms.slope), part(parameter), ofRow(terms.offset));
      update(part(parameter), part(firstMoment), part(secondMoment), gradient, rate, damping, decay);
    }
  };
}

function rescale(gradient: Float32Array, addend: number, scale: Float32Array): void {
  for (let at = 0; at < gradient.length; at++) gradient[at] = fround(gradient[at]! + addend) * scale[at]!;
}

function addPrior(gradient: Float32Array, slope: number, parameter: Float32Array, offset: number): void {
  for (let at = 0; at < gradient.length; at++) {
    gradient[at] = fround(gradient[at]! + fround(slope * parameter[at]!)) + offset;
  }
}

function update(
  parameter: Float32Array,
  firstMoment: Float32Array,
  secondMoment: Float32Array,
  gradient: Float32Array,
  rate: number,
  damping: number,
  decay: number,
): void {
  for (let at = 0; at < gradient.length; at++) {
    const slope = gradient[at]!;
    const first = fround(fround(firstMoment[at]! * kept) + slope);
    const second = fround(fround(secondMoment[at]! * keptSquare) + fround(slope * slope));
    const direction = fround(first / fround(fround(sqrt(second)) + damping));
    firstMoment[at] = first;
    secondMoment[at] = second;
    const before = parameter[at]!;
    parameter[at] = fround(before - fround(before * decay)) - fround(direction * rate);
  }
}
