import type { RandomStream } from '../../core/index.ts';

/** Numbers at the edges of what counts and lengths are stored in. */
const edges = [0n, 1n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0xffffn, 0x7fffffffn, 0xffffffffn, 2n ** 53n, 2n ** 63n - 1n, -1n];

/**
 * A copy with one to four random changes: bytes set, bits flipped, stretches cut out or doubled, characters that upset
 * text, numbers of 1 to 8 bytes set to where counts overflow, the end cut off, a stretch of `other` put in.
 */
export function mutate(bytes: Uint8Array, random: RandomStream, other: Uint8Array = bytes): Uint8Array {
  const below = (end: number) => Math.floor(random.uniform() * end);
  let current = Buffer.from(bytes);
  for (let change = below(4); change >= 0; change--) {
    const at = below(current.length + 1);
    const end = Math.min(current.length, at + 1 + below(8));
    const [before, stretch, after] = [current.subarray(0, at), current.subarray(at, end), current.subarray(end)];
    switch (below(8)) {
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
      case 5: {
        const number = edgeNumber(2 ** below(4), edges[below(edges.length)]!, below(2) === 0);
        current = Buffer.concat([before, number, current.subarray(at + number.length)]);
        break;
      }
      case 6: {
        const from = below(other.length);
        current = Buffer.concat([before, other.subarray(from, from + 1 + below(64)), after]);
        break;
      }
      default:
        current = Buffer.from(before);
    }
  }
  return new Uint8Array(current);
}

function edgeNumber(width: number, value: bigint, littleEndian: boolean): Buffer {
  const all = Buffer.alloc(8);
  all.writeBigInt64LE(BigInt.asIntN(64, value));
  const bytes = all.subarray(0, width);
  return littleEndian ? bytes : bytes.reverse();
}
