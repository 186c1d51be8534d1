import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { writePosterior } from '../api/index.ts';
import { startStudio } from '../desktop/studio/index.ts';
import { largePosterior } from '../test/support/large-posterior.ts';
import { launchChromium } from '../test/support/launch-chromium.ts';
import { drag, markDocument, movesOf, paintsOf, recordMoves } from './studio/in-page.ts';
import { benchOptions } from './support/bench-options.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:studio`: how fast the studio's pages are in a real Chromium, on a posterior of 784-1200-1200-10: how long
 * after the start of a navigation there is something to read, how soon the figures follow the slider, and what a thousand
 * moves of it leave behind in memory.
 */
const { values } = benchOptions({
  options: {
    starts: { type: 'string', default: '7' },
    moves: { type: 'string', default: '1000' },
    output: { type: 'string' },
  },
});
const machine = describeMachine();
const folder = await mkdtemp(join(tmpdir(), 'secateur-bench-studio-'));
const browser = await launchChromium();
try {
  const file = join(folder, 'posterior.safetensors');
  await writePosterior(file, largePosterior());
  const starts: { readonly contentfulMs: number; readonly meaningfulMs: number }[] = [];
  for (let start = 0; start < Number(values.starts); start++) {
    await withStudio(file, async (page) => {
      starts.push(await paintsOf(page));
    });
  }
  const moved = await withStudio(file, async (page) => {
    await page.getByRole('button', { name: 'Prune', exact: true }).click();
    await page.locator('.figure-cards').getByText('exact').waitFor({ timeout: 120_000 });
    await recordMoves(page);
    await drag(page, 100);
    const before = await memoryOf(page);
    const cpuMs = await cpuClock(page);
    await drag(page, Number(values.moves) / 2);
    await page.waitForTimeout(1000);
    const half = await memoryOf(page);
    await drag(page, Number(values.moves) / 2);
    await page.waitForTimeout(1000);
    const cpuMsPerMove = (await cpuMs()) / Number(values.moves);
    return { before, half, after: await memoryOf(page), cpuMsPerMove, moves: (await movesOf(page)).slice(100) };
  });
  const figures = { paint: starts, ...moved };
  console.log(
    textTable(
      ['', 'median', '95 %', 'most'],
      [
        ['first contentful paint, ms', ...quantiles(starts.map(({ contentfulMs }) => contentfulMs))],
        ['first meaningful paint, ms', ...quantiles(starts.map(({ meaningfulMs }) => meaningfulMs))],
        ['slider to figures, ms', ...quantiles(moved.moves.map(({ figuresMs }) => figuresMs))],
        ['slider to frame, ms', ...quantiles(moved.moves.map(({ frameMs }) => frameMs))],
      ],
    ),
  );
  console.log(
    `${moved.moves.length} moves seen, ${moved.cpuMsPerMove.toFixed(2)} ms of the page's processor time each, drawing and sweeping up included; memory of the page ${kB(moved.before.heapBytes)} -> ${kB(moved.half.heapBytes)} -> ${kB(moved.after.heapBytes)}, nodes ${moved.before.nodes} -> ${moved.after.nodes}. Load average ${machine.loadAverages[0]!.toFixed(1)} on ${machine.cores} cores.`,
  );
  await writeResults('studio', { machine, ...figures }, values.output);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

async function withStudio<T>(file: string, use: (page: Page) => Promise<T>): Promise<T> {
  const studio = await startStudio({
    version: 'bench',
    files: [file],
    stateFolder: join(folder, 'state'),
    onBug: (_, error) => console.error(error),
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    await markDocument(context);
    const page = await context.newPage();
    await page.goto(studio.address);
    await page.waitForFunction(() => performance.getEntriesByName('document').length > 0, undefined, {
      timeout: 60_000,
    });
    return await use(page);
  } finally {
    await context.close();
    await studio.close();
  }
}

/** Milliseconds of the page's main thread from now on: what a busy machine does not stretch. */
async function cpuClock(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value;
  };
  const start = await read();
  return async () => (await read()) - start;
}

async function memoryOf(page: Page): Promise<{ readonly heapBytes: number; readonly nodes: number }> {
  const session = await page.context().newCDPSession(page);
  for (let sweep = 0; sweep < 3; sweep++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  return { heapBytes: usedSize, nodes };
}

function quantiles(values: readonly number[]): string[] {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.5, 0.95, 1].map((share) => sorted[Math.ceil(share * sorted.length) - 1]!.toFixed(1));
}

function kB(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
