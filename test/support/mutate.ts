import type { RandomStream } from '../../core/index.ts';

/** A copy with one to four random changes: bytes set, bits flipped, and stretches cut out, doubled or zeroed. */
export function mutate(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const below = (end: number) => Math.floor(random.uniform() * end);
  let current = Buffer.from(bytes);
  for (let change = below(4); change >= 0; change--) {
    const at = below(current.length + 1);
    const end = Math.min(current.length, at + 1 + below(8));
    const [before, stretch, after] = [current.subarray(0, at), current.subarray(at, end), current.subarray(end)];
    switch (below(6)) {
      case 0:
        current = Buffer.concat([before, Buffer.from(stretch).fill(below(256)), after]);
        break;
      case 1:
        current = Buffer.concat([before, stretch.map((byte) => byte ^ (1 << below(8))), after]);
        break;
      case 2:
        current = Buffer.concat([before, after]);
        break;
      case 3:
        current = Buffer.concat([before, stretch, stretch, after]);
        break;
      case 4:
        // A digit or bracket somewhere is what most upsets text.
        current = Buffer.concat([
          before,
          Buffer.from('0123456789-.,:"{}[]\\'.charAt(below(20))),
          stretch.subarray(1),
          after,
        ]);
        break;
      default:
        current = Buffer.from(before);
    }
  }
  return new Uint8Array(current);
}
