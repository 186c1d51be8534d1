import { execFileSync } from 'node:child_process';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startStudio } from '../desktop/studio/index.ts';
import { makeTemporaryFolder } from '../files/index.ts';
import { launchChromium } from '../test/support/launch-chromium.ts';
import { makeModel, makePosterior } from './large-files/make.ts';
import { heapBytes, longestBlock, watchBlocks } from './large-files/page-blocks.ts';
import { workPeakBytes } from './large-files/processes.ts';
import { benchOptions } from './support/bench-options.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:large-files`: a posterior and a model of about a gigabyte each in the studio, in a real Chromium, opened
 * by path and sent as a browser sends them: how long until each view can be read, the longest time for which the page or
 * the host did nothing else, and the memory of page, host and working process.
 */
const { values } = benchOptions({
  options: {
    megabytes: { type: 'string', default: '1000' },
    make: { type: 'string' },
    output: { type: 'string' },
  },
});
const folder = values.make ?? (await makeTemporaryFolder('bench-large-files'));
const files = { posterior: join(folder, 'posterior.safetensors'), model: join(folder, 'model.onnx') };

const patience = { timeout: 600_000 };

interface Action {
  readonly step: string;
  readonly run: (page: Page) => Promise<void>;
}

/** Nothing in sight waits for an answer. */
async function answered(page: Page): Promise<void> {
  await page.waitForTimeout(100);
  await page
    .getByText('Working…')
    .first()
    .waitFor({ ...patience, state: 'detached' });
}

const inspectPosterior: Action = {
  step: 'Inspect',
  run: (page) => page.locator('.network .block').first().waitFor(patience),
};
const weights: Action = {
  step: 'weights of a layer',
  run: async (page) => {
    await page.locator('.network .block').nth(1).click();
    await answered(page);
  },
};
const prune: Action = {
  step: 'Prune',
  run: async (page) => {
    await page.getByRole('button', { name: 'Prune', exact: true }).click();
    await page.getByRole('slider', { name: 'Cut' }).waitFor(patience);
  },
};
const exactSize: Action = {
  step: 'exact size of the file',
  run: (page) => page.locator('.figure-cards').getByText('exact').waitFor(patience),
};
const inspectModel: Action = { step: 'Inspect', run: (page) => page.locator('.graph .node').first().waitFor(patience) };
const readTensor: Action = {
  step: 'values of a tensor',
  run: async (page) => {
    await page.locator('.graph .node').first().click();
    await page.locator('.tensor').first().waitFor(patience);
    await answered(page);
  },
};

interface Step {
  readonly file: string;
  readonly step: string;
  readonly ms: number;
  readonly pageBlockMs: number;
  readonly hostBlockMs: number;
  readonly pageHeapBytes: number;
  readonly hostBytes: number;
  readonly workPeakBytes: number | undefined;
}

if (values.make !== undefined) {
  await makePosterior(files.posterior, 1e6 * Number(values.megabytes));
  await makeModel(files.model, 1e6 * Number(values.megabytes));
} else {
  const machine = describeMachine();
  const browser = await launchChromium();
  try {
    // In a process of its own: what it took is no memory of the host.
    execFileSync(process.execPath, [
      fileURLToPath(import.meta.url),
      ...['--make', folder, '--megabytes', values.megabytes],
    ]);
    const steps = [
      ...(await measure('posterior', 'by path', inspectPosterior, weights, prune, exactSize)),
      ...(await measure('posterior', 'sent', inspectPosterior)),
      ...(await measure('model', 'by path', inspectModel, readTensor)),
      ...(await measure('model', 'sent', inspectModel)),
    ];
    const sizes = { posterior: (await stat(files.posterior)).size, model: (await stat(files.model)).size };
    console.log(
      textTable(
        ['', '', 's', 'page blocked, ms', 'host blocked, ms', 'page, MB', 'host, MB', 'work, MB'],
        steps.map((each) => [
          each.file,
          each.step,
          (each.ms / 1000).toFixed(1),
          each.pageBlockMs.toFixed(0),
          each.hostBlockMs.toFixed(0),
          ...[each.pageHeapBytes, each.hostBytes, each.workPeakBytes].map(megabytes),
        ]),
      ),
    );
    await writeResults('large-files', { machine, sizes, steps }, values.output);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }

  /** Opens a file in a studio of its own, then does what is to be done, and measures each. */
  async function measure(file: keyof typeof files, how: 'by path' | 'sent', ...actions: Action[]): Promise<Step[]> {
    const studio = await startStudio({
      version: 'bench',
      stateFolder: join(folder, 'state'),
      onBug: (_, error) => console.error(error),
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    try {
      await watchBlocks(context);
      const page = await context.newPage();
      await page.goto(studio.address);
      await page.getByText('Nothing is open').waitFor();
      const steps: Step[] = [];
      const [first, ...others] = actions;
      const open = { step: `${how}: ${first!.step}`, run: openAs(files[file], how, first!) };
      for (const { step, run } of [open, ...others]) {
        await longestBlock(page);
        delay.reset();
        const from = performance.now();
        await run(page);
        const ms = performance.now() - from;
        steps.push({
          file,
          step,
          ms,
          pageBlockMs: await longestBlock(page),
          hostBlockMs: delay.max / 1e6,
          pageHeapBytes: await heapBytes(page),
          hostBytes: process.memoryUsage().rss,
          workPeakBytes: workPeakBytes(),
        });
        console.error(JSON.stringify(steps.at(-1)));
      }
      return steps;
    } finally {
      delay.disable();
      await context.close();
      await studio.close();
    }
  }

  function openAs(path: string, how: 'by path' | 'sent', { run }: Action): Action['run'] {
    return async (page) => {
      await page.keyboard.press('o');
      if (how === 'sent') await page.locator('input[type=file]').setInputFiles(path);
      else {
        await page.getByLabel('Or a path').fill(path);
        await page.keyboard.press('Enter');
      }
      await run(page);
    };
  }
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : (bytes / 1e6).toFixed(0);
}
