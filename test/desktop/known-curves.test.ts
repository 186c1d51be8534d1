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

test('curves and budgets of scores go by those of the very file, also as versions without checksums wrote it', async () => {
  const { document } = await api().openFile({ path: await folder.write('a.safetensors', encodePosterior(posterior)) });
  const storage = { weights: 'float32', activations: 'float', lean: false, narrowInput: false } as const;
  const asked = { document, criterion: 'inclusion', storage };
  const within = (budget: string, widths = curve.widths ?? {}) => api().planWithin({ ...asked, widths, budget });
  const known = async () => (await api().knownCurves({ document })).map(({ name }) => name);
  expect(await known()).toEqual([]);
  const open = async (name: string, bytes: Uint8Array) => {
    const text = JSON.stringify({ ...curve, posteriorSha256: sha256Of(bytes) });
    await api().openFile({ path: await folder.write(name, text) });
  };
  await open('another.json', encodePosterior(examplePosterior([6, 4, 3])));
  expect(await known()).toEqual([]);
  // Scores are read along a curve, or else measured on data, of which there are none.
  await expect(within('accuracy>-3%')).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  await open('earlier.json', encodePosterior(posterior, { checksum: false }));
  expect(await within('accuracy>-3%')).toEqual({ rule: 'top=5' });
  // Cuts that are rounded to other widths were not measured.
  await expect(within('accuracy>-3%', { multiple: 3 })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  await open('now.json', encodePosterior(posterior));
  expect(await known()).toEqual(['earlier.json', 'now.json']);
});
