import { type graph, randomStream, sizeOf } from '../../core/index.ts';
import { floatTensor, int64Tensor, type OnnxModel, type OnnxNode } from '../../onnx/index.ts';

type Input = graph.NodeOf<'Input'>;

/**
 * A random permutation of the numbers below the prime 2^31 - 1: rounds of x -> x^5 + c, as the cipher MiMC has them
 * (Albrecht et al., ASIACRYPT 2016; 5 has no factor in common with 2^31 - 2). Every product stays below 2^62, so that
 * int64 holds it on every platform.
 */
export const prime = 2 ** 31 - 1;
const rounds = 4;

/** The constants of the rounds. */
export function roundConstants(seed: number): number[] {
  const random = randomStream(seed, 'predictive noise');
  return Array.from({ length: rounds }, () => 1 + Math.floor(random.uniform() * (prime - 1)));
}

/**
 * The model with standard normal numbers in the place of some of its inputs. They are not stored but made in the graph, by
 * standard operators from nothing: permuted counters, then Box and Muller's cosine, so that the file stays small and the
 * numbers are the same at every call. They depend on constants alone, and onnxruntime computes them once, when the model
 * is loaded.
 */
export function withNoise(model: OnnxModel, inputs: readonly Input[], seed: number): OnnxModel {
  const sizes = inputs.map(({ shape }) => sizeOf(shape));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const constants = new Map<string, ReturnType<typeof int64Tensor>>();
  const whole = (name: string, values: readonly number[], shape = [values.length]) => {
    constants.set(name, int64Tensor(name, shape, values));
    return name;
  };
  const real = (name: string, value: number) => {
    constants.set(name, floatTensor(name, { shape: [], data: Float32Array.of(value) }));
    return name;
  };
  const nodes: OnnxNode[] = [];
  const apply = (opType: string, operands: readonly string[], output = `noise.${nodes.length}`, to?: number) => {
    const attributes = to === undefined ? {} : { attributes: { to: { type: 'int', value: to } as const } };
    nodes.push({ opType, inputs: operands, outputs: [output], ...attributes });
    return output;
  };
  const modulus = whole('noise.prime', [prime], []);
  const times = (a: string, b: string) => apply('Mod', [apply('Mul', [a, b]), modulus]);

  let x = apply('Range', [
    whole('noise.first', [0], []),
    whole('noise.end', [2 * total], []),
    whole('noise.step', [1], []),
  ]);
  roundConstants(seed).forEach((constant, round) => {
    const square = times(x, x);
    const fifth = times(times(square, square), x);
    x = apply('Mod', [apply('Add', [fifth, whole(`noise.round${round}`, [constant], [])]), modulus]);
  });
  // (x + 1/2) / prime lies above 0, where it has a logarithm.
  const shifted = apply('Add', [apply('Cast', [x], undefined, 1), real('noise.half', 0.5)]);
  const uniform = apply('Mul', [shifted, real('noise.scale', 1 / prime)]);
  const part = (from: string, start: number, end: number, name: string) =>
    apply('Slice', [from, whole(`${name}.start`, [start]), whole(`${name}.end`, [end])]);
  const radius = apply('Sqrt', [
    apply('Mul', [apply('Log', [part(uniform, 0, total, 'noise.radius')]), real('noise.minusTwo', -2)]),
  ]);
  const angle = apply('Mul', [part(uniform, total, 2 * total, 'noise.angle'), real('noise.turn', 2 * Math.PI)]);
  const normal = apply('Mul', [radius, apply('Cos', [angle])]);
  inputs.reduce((start, { attributes: { name }, shape }, index) => {
    const end = start + sizes[index]!;
    apply('Reshape', [part(normal, start, end, name), whole(`${name}.shape`, shape)], name);
    return end;
  }, 0);

  const replaced = new Set(inputs.map(({ attributes }) => attributes.name));
  const { graph: old } = model;
  return {
    ...model,
    graph: {
      ...old,
      nodes: [...nodes, ...old.nodes],
      initializers: [...old.initializers, ...constants.values()],
      inputs: old.inputs.filter(({ name }) => !replaced.has(name)),
    },
  };
}
