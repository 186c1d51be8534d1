import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { runNode } from '../support/run-node.ts';
import { imageClassifier, pixelRows } from './models.ts';

/** Chromium brings a Vulkan driver in software: slow, but what runs on it is the real provider. */
const folder = '/usr/lib/chromium';
const driver = `${folder}/vk_swiftshader_icd.json`;
const withDriver = existsSync(driver) ? test : test.skip;
const { bytes, columns } = imageClassifier();

/** In a process of its own: loaders look for drivers where the environment said when it began. */
async function answersOf(device: string, env: NodeJS.ProcessEnv) {
  const script = `
    import { load } from ${JSON.stringify(new URL('../../runtime/index.js', import.meta.url).href)};
    const bytes = Uint8Array.from(Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64'));
    const rows = Float32Array.from(${JSON.stringify([...pixelRows(3, columns)])});
    const model = await load(bytes, { device: ${device} });
    const answers = (await model.predict(rows)).map(({ label, probabilities }) => ({ label, probabilities: [...probabilities] }));
    console.log(JSON.stringify({ provider: model.provider, tried: model.tried, answers }));
    process.exit();`;
  const { stdout, stderr } = await runNode(['--input-type=module', '-e', script], { env: { ...process.env, ...env } });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

withDriver('node-webgpu answers as the processor does', async () => {
  const gpu = await answersOf("'webgpu'", { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: driver });
  const cpu = await answersOf("'cpu'", {});
  expect(gpu.tried).toEqual([{ provider: 'node-webgpu' }]);
  expect(gpu.answers).toHaveLength(3);
  for (const [row, { label, probabilities }] of gpu.answers.entries()) {
    expect(label).toBe(cpu.answers[row].label);
    for (const [index, value] of probabilities.entries()) {
      expect(value).toBeCloseTo(cpu.answers[row].probabilities[index], 5);
    }
  }
});

test('where there is neither CUDA nor a driver for WebGPU, the processor takes the model and both refusals are kept', async () => {
  const { provider, tried } = await answersOf("['cuda', 'webgpu', 'cpu']", {
    VK_ICD_FILENAMES: '/nowhere',
    LD_LIBRARY_PATH: '',
  });
  // A machine may have one or the other; what was asked in which order is the same everywhere.
  expect(['node-cuda', 'node-webgpu', 'node-cpu'].slice(0, tried.length)).toEqual(
    tried.map((entry: { provider: string }) => entry.provider),
  );
  expect(tried.at(-1)).toEqual({ provider });
  for (const { refused } of tried.slice(0, -1))
    expect(refused).toEqual({ code: expect.any(String), message: expect.any(String) });
});
