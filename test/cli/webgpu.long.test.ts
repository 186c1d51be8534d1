import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { imageClassifier } from '../runtime/models.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startShell } from './run-cli.ts';

const folder = temporaryFolder();

const drivers = '/usr/lib/chromium';
const softwareGpu = `${drivers}/vk_swiftshader_icd.json`;
if (existsSync(softwareGpu)) {
  test("WebGPU in Node is measured where there is a driver, here Chromium's in software", async () => {
    await folder.write('image.onnx', imageClassifier().bytes);
    const environment = `LD_LIBRARY_PATH=${drivers} VK_ICD_FILENAMES=${softwareGpu}`;
    const line = `${environment} secateur profile image.onnx --device webgpu --rounds 1 --json`;
    const { exitCode, stdout, stderr } = await startShell(line, folder.path()).outcome;
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const { device, provider, latencyMs } = JSON.parse(stdout).models[0].profiles[0];
    expect([device, provider]).toEqual(['webgpu', 'node-webgpu']);
    expect(latencyMs.p50).toBeGreaterThan(0);
  });
} else {
  test.skip('WebGPU in Node is measured where there is a driver (there is none here)', () => undefined);
}
