import { expect, test } from '@jest/globals';
import { readTradeOff, tradeOff, writeTradeOff } from '../../api/index.ts';
import { decodePosterior, denseNetwork, encodePosterior } from '../../core/index.ts';
import { sha256Of } from '../../exporter/index.ts';
import { fitPosterior } from '../../trainer/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { smallClassification } from '../trainer/synthetic-data.ts';

const folder = temporaryFolder();

test('a curve of a posterior that was written before there were checksums is still one of it', async () => {
  const dataset = smallClassification({ features: 3, examples: 60 });
  const { posterior } = await fitPosterior(dataset, { network: denseNetwork([3, 4, 2]), epochs: 1 });
  const bytes = encodePosterior(posterior, { checksum: false });
  expect(new TextDecoder('latin1').decode(bytes)).not.toMatch('crc32');
  const read = decodePosterior(bytes, 'earlier.safetensors');
  const curve = await tradeOff(read, dataset, { cuts: 2 });
  const path = folder.at('curve.json');
  await writeTradeOff(path, { ...curve, posteriorSha256: sha256Of(bytes) });
  expect((await readTradeOff(path, read)).points).toEqual(curve.points);
  await writeTradeOff(path, { ...curve, posteriorSha256: sha256Of(Uint8Array.of(1)) });
  await expect(readTradeOff(path, read)).rejects.toMatchObject({ code: 'DATA_INVALID' });
});
