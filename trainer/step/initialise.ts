import { randomStream, sizeOf, type Tensor } from '../../core/index.ts';
import type { ParameterSpec } from '../families/family.ts';
import { pagedFloats } from './paged-floats.ts';

/** Starting values by parameter name; each parameter draws from a stream of its own. */
export function initialise(specs: readonly ParameterSpec[], seed: number): Record<string, Tensor> {
  return Object.fromEntries(
    specs.map(({ name, shape, initial }) => {
      const data = pagedFloats(sizeOf(shape));
      if (typeof initial === 'number') {
        data.fill(initial);
      } else {
        const random = randomStream(seed, `initial/${name}`);
        const scale = Math.sqrt(2 / initial.fanIn);
        for (let index = 0; index < data.length; index++) data[index] = scale * random.normal();
      }
      return [name, { shape, data }];
    }),
  );
}
