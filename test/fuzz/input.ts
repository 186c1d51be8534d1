import { randomStream } from '../../core/index.ts';
import { mutate } from '../support/mutate.ts';
import type { FuzzTarget } from './target.ts';

/** Input number `index` of a run: the same bytes for the same seed, target and number, whatever ran before. */
export function inputOf(target: FuzzTarget, corpus: readonly Uint8Array[], seed: number, index: number): Uint8Array {
  const random = randomStream(seed, `fuzz ${target.name} ${index}`);
  const pick = () => corpus[Math.floor(random.uniform() * corpus.length)]!;
  const original = pick();
  const kind = random.uniform();
  if (!target.reshape || kind < 0.4) return mutate(original, random, pick());
  const reshaped = target.reshape(original, random);
  return kind < 0.8 ? reshaped : mutate(reshaped, random, pick());
}

/** Which target each number belongs to: targets take turns, by their weights. */
export function turnsOf(targets: readonly FuzzTarget[]): readonly FuzzTarget[] {
  return targets.flatMap((target) => Array<FuzzTarget>(target.weight).fill(target));
}
