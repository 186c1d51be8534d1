import type { ElementType, OnnxTensor } from '../model.ts';

/** Names and constants shared between a graph and the subgraphs inside it. */
export interface Scope {
  readonly initializers: Map<string, OnnxTensor>;
  fresh(): string;
  /** The name, or one like it where the graph around has it already. */
  free(name: string): string;
  /** The initializer with these values; without a name of its own it may be shared by equal ones. */
  initializer(
    elementType: 'float32' | 'int64' | 'bool',
    shape: readonly number[],
    values: ArrayLike<number>,
    ownName?: string,
  ): string;
  /** The name of a value that is made at the first call with this key only. */
  derived(key: string, make: () => string): string;
}

/** @param isTaken names that the graph around has already */
export function createScope(isTaken: (name: string) => boolean = () => false): Scope {
  const initializers = new Map<string, OnnxTensor>();
  const known = new Map<string, string>();
  const made = new Map<string, string>();
  let count = 0;
  const fresh = () => {
    let name = `t${count++}`;
    while (isTaken(name)) name = `t${count++}`;
    return name;
  };
  const free = (name: string) => {
    let suffix = 2;
    let found = name;
    while (isTaken(found)) found = `${name}.${suffix++}`;
    return found;
  };
  return {
    initializers,
    fresh,
    free,
    initializer: (elementType, shape, values, ownName) => {
      const key =
        values.length <= 16 && ownName === undefined ? `${elementType}[${shape}]${Array.from(values)}` : undefined;
      const existing = key && known.get(key);
      if (existing) return existing;
      const name = ownName ?? fresh();
      initializers.set(name, { name, elementType, shape, bytes: bytesOf(elementType, values) });
      if (key) known.set(key, name);
      return name;
    },
    derived: (key, make) => {
      const name = made.get(key) ?? make();
      made.set(key, name);
      return name;
    },
  };
}

function bytesOf(elementType: ElementType, values: ArrayLike<number>): Uint8Array {
  if (elementType === 'int64') {
    return new Uint8Array(BigInt64Array.from({ length: values.length }, (_, index) => BigInt(values[index]!)).buffer);
  }
  if (elementType === 'bool') return Uint8Array.from(values);
  const floats = values instanceof Float32Array ? values : Float32Array.from(values);
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
}
