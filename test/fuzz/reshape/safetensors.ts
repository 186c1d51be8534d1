import type { RandomStream } from '../../../core/index.ts';
import { reshapeJson } from './json.ts';

/** A safetensors file with another header, its length right again; half of the time only the document in it changes. */
export function reshapeSafetensors(bytes: Uint8Array, random: RandomStream): Uint8Array {
  const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const text = Buffer.from(bytes.subarray(8, 8 + headerBytes)).toString('utf8');
  const header = JSON.parse(text) as { __metadata__?: Record<string, string> };
  const document = header.__metadata__?.['secateur'];
  const changed =
    document !== undefined && random.uniform() < 0.5
      ? JSON.stringify({
          ...header,
          __metadata__: { ...header.__metadata__, secateur: reshapeJson(document, random) },
        })
      : reshapeJson(text, random);
  const content = Buffer.from(changed, 'utf8');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(content.length));
  return new Uint8Array(Buffer.concat([length, content, bytes.subarray(8 + headerBytes)]));
}
