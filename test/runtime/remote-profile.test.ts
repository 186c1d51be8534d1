import { expect, test } from '@jest/globals';
import { parseReport, profile, type Report, reportVersion } from '../../runtime/index.ts';
import { renderHtml } from '../../runtime/report/html.ts';
import { openLink } from '../support/pretended-page.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { imageClassifier } from './models.ts';

const folder = temporaryFolder();
const model = () => folder.write('image.onnx', imageClassifier().bytes);

/** Profiles on a pretended page. @param behave what it does, given its link */
async function profileOn(behave: (url: string) => Promise<void>, options: Partial<Parameters<typeof profile>[1]> = {}) {
  const reasons: string[] = [];
  let behaving: Promise<void> | undefined;
  const onLink = ({ url }: { readonly url: string }) => {
    behaving = behave(url);
  };
  try {
    const profiles = await profile([await model()], {
      devices: ['remote'],
      rounds: 3,
      minimumSamples: 5,
      remote: { host: '127.0.0.1', onLink },
      onGone: (reason) => reasons.push(reason),
      ...options,
    });
    return { profiles, reasons };
  } finally {
    await behaving;
  }
}

test('what a page measures is a profile that says where it ran, and is kept as a report', async () => {
  const { profiles, reasons } = await profileOn(async (url) => {
    const page = await openLink(url);
    for (let round = 1; round <= 3; round++) {
      expect(JSON.parse((await page.next())!)).toEqual({ number: round, total: 3, model: 'image', on: 'remote:wasm' });
      expect(await page.answer(round, [round, 2 * round])).toBe(204);
    }
    expect(await page.next()).toMatch(/^"Done\./);
    expect(await page.next()).toBeUndefined();
  });
  expect(reasons).toEqual([]);
  expect(profiles).toHaveLength(1);
  expect(profiles[0]).toMatchObject({
    device: 'remote:wasm',
    answerCheck: { answers: 'wrong', why: 'computes something else' },
    provider: 'web-wasm',
    latencyMs: {
      samples: [
        [1, 2],
        [2, 4],
        [3, 6],
      ],
    },
    environment: {
      cores: 8,
      os: 'a phone',
      runtime: 'onnxruntime-web 1.30.0',
      timerResolutionMs: 0.1,
      browser: { userAgent: 'a browser', limits: ['No threads.'] },
    },
  });
  expect(profiles[0]).not.toHaveProperty('peakRssBytes');
  expect(profiles[0]).not.toHaveProperty('modelMemoryBytes');
  expect(profiles[0]).not.toHaveProperty('incomplete');
  const report: Report = {
    kind: 'secateur-report',
    schemaVersion: reportVersion,
    title: 'A phone',
    createdAt: '2026-01-01T00:00:00.000Z',
    environment: { cpuModel: 'x', cores: 1, os: 'y', nodeVersion: 'v20' },
    models: [{ name: 'image', file: 'image.onnx', parameters: 1, sizeBytes: 1, gzipBytes: 1, profiles }],
    summary: [],
  };
  expect(parseReport(JSON.stringify(report), 'report.json').models[0]!.profiles).toEqual(profiles);
  expect(renderHtml(report)).toMatch(/image on remote:wasm: its answers are WRONG.*No threads\..*a browser/s);
});

test('companions are measured on the same page, in the same rounds', async () => {
  const companion = await folder.write('companion.onnx', imageClassifier().bytes);
  const told: string[] = [];
  const { profiles } = await profileOn(
    async (url) => {
      const page = await openLink(url);
      for (let round = 1; round <= 4; round++) {
        const { model, total } = JSON.parse((await page.next())!);
        told.push(`${model} of ${total}`);
        await page.answer(round, [1]);
      }
    },
    { rounds: 2, companions: [companion] },
  );
  expect(told).toEqual(['image of 4', 'companion of 4', 'companion of 4', 'image of 4']);
  expect(profiles.map(({ model }) => model.name)).toEqual(['image', 'companion']);
});

test('a certificate without its key is refused', async () => {
  const remote = { host: '127.0.0.1', certFile: 'cert.pem', onLink: () => undefined };
  await expect(profileOn(async () => undefined, { remote })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});

test('of a page that is closed half-way the rounds that arrived are kept, and the rest is measured', async () => {
  const { profiles, reasons } = await profileOn(
    async (url) => {
      const page = await openLink(url);
      await page.next();
      await page.answer(1, [7]);
      await page.next();
      await page.leave();
    },
    { devices: ['remote', 'cpu'], rounds: 2 },
  );
  expect(reasons).toEqual(['The page was closed.']);
  expect(profiles.map(({ device, latencyMs }) => [device, latencyMs.samples.length])).toEqual([
    ['remote:wasm', 1],
    ['cpu', 2],
  ]);
  expect(profiles[0]!.incomplete).toBe('1 of 2 rounds. The page was closed.');
  expect(profiles[1]).not.toHaveProperty('incomplete');
});

test('nothing arrived, or nobody came, or the profiler was stopped before: one error each', async () => {
  const closedAtOnce = profileOn(async (url) => {
    const page = await openLink(url);
    await page.next();
    await page.leave();
  });
  await expect(closedAtOnce).rejects.toMatchObject({
    code: 'PROVIDER_FAILED',
    message: expect.stringContaining('Nothing was measured: The page was closed.'),
  });
  const onLink = () => undefined;
  const nobody = profileOn(async () => undefined, { remote: { host: '127.0.0.1', connectLimitMs: 50, onLink } });
  await expect(nobody).rejects.toMatchObject({
    code: 'PROVIDER_FAILED',
    message: expect.stringContaining('No device opened the link within 0.05 s'),
  });
  const stopped = profileOn(async () => undefined, { signal: AbortSignal.timeout(50) });
  await expect(stopped).rejects.toMatchObject({ code: 'ABORTED' });
  await expect(profile([await model()], { devices: ['remote'] })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});
