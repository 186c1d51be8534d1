import { expect, test } from '@jest/globals';
import { profilesOfModel, readDeviceProfiles } from '../../api/package/device-profiles.ts';
import { recordedOf, recordedReport } from '../support/recorded-report.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const model = Uint8Array.of(1, 2, 3);
const listener = { signal: new AbortController().signal, onProgress: () => undefined };

test('a report gives the profiles of the file that it measured, and no others', async () => {
  const report = recordedOf(model);
  const source = await folder.write('phone.json', JSON.stringify(report));
  const devices = await readDeviceProfiles([source]);
  const profiles = report.models.flatMap((each) => each.profiles);
  expect(await profilesOfModel(model, devices, listener)).toEqual(profiles);
  await expect(profilesOfModel(Uint8Array.of(4), devices, listener)).rejects.toMatchObject({
    code: 'DATA_INVALID',
    message: expect.stringMatching(/phone\.json: holds no measurement of the model that is packed/),
  });
});

test('what says nothing of the file, or is no device, is refused before any work', async () => {
  const old = recordedReport({ overheadMs: 0.02, macsPerMs: 1e6 });
  const source = await folder.write('old.json', JSON.stringify(old));
  await expect(readDeviceProfiles([source])).rejects.toMatchObject({ code: 'DATA_INVALID' });
  await expect(readDeviceProfiles(['toaster'])).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  await expect(readDeviceProfiles(['remote:wasm'])).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    message: expect.stringMatching(/profile model\.onnx --device remote:wasm -o report\.json/),
  });
});
