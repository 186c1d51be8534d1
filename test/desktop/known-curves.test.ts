import { expect, test } from '@jest/globals';
import type { TradeOffCurve } from '../../api/index.ts';
import { encodePosterior } from '../../core/index.ts';
import { sha256Of } from '../../exporter/index.ts';
import { tradeOff } from '../fuzz/targets/documents.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { runningHost } from './running-host.ts';

const { folder, api } = runningHost();
const posterior = examplePosterior([6, 5, 3]);
const curve = JSON.parse(new TextDecoder().decode(tradeOff.corpus()[0])) as TradeOffCurve;

test('the curves of a posterior are those of its file, also as versions without checksums wrote it', async () => {
  const { document } = await api().openFile({ path: await folder.write('a.safetensors', encodePosterior(posterior)) });
  const known = async () => (await api().knownCurves({ document })).map(({ name }) => name);
  expect(await known()).toEqual([]);
  const written = {
    'now.json': encodePosterior(posterior),
    'earlier.json': encodePosterior(posterior, { checksum: false }),
    'another.json': encodePosterior(examplePosterior([6, 4, 3])),
  };
  for (const [name, bytes] of Object.entries(written)) {
    const text = JSON.stringify({ ...curve, posteriorSha256: sha256Of(bytes) });
    await api().openFile({ path: await folder.write(name, text) });
  }
  expect(await known()).toEqual(['now.json', 'earlier.json']);
});
