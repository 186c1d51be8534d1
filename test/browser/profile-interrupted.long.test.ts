import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { start } from '../cli/run-cli.ts';
import { imageClassifier } from '../runtime/models.ts';
import { testInBrowser } from '../support/chromium.ts';
import { executablePath } from '../support/launch-chromium.ts';
import { childrenOf } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  testInBrowser(`${signal} while a browser measures ends it, and takes its folder along`, async () => {
    const model = await folder.write('image.onnx', imageClassifier().bytes);
    const temporary = folder.at('');
    const { child, outcome } = start(['profile', model, '--device', 'browser'], {
      environment: { TMPDIR: temporary, SECATEUR_BROWSER: executablePath! },
    });
    const left = async () => (await readdir(temporary)).filter((name) => name !== 'image.onnx');
    while ((await left()).length === 0 || (await childrenOf(child.pid!)).length === 0) {
      if (child.exitCode !== null) throw new Error((await outcome).stderr);
      await sleep(20);
    }
    const [browser] = await childrenOf(child.pid!);
    child.kill(signal);
    expect((await outcome).exitCode).toBe(130);
    expect(await left()).toEqual([]);
    expect(() => process.kill(Number(browser), 0)).toThrow();
  });
}
