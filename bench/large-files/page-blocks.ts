/// <reference lib="dom" />
import type { BrowserContext, Page } from 'playwright-core';

interface Blocks {
  longestMs: number;
}

/** Notes for how long the main thread of the page is not to be had. Before the page is opened. */
export async function watchBlocks(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const blocks: Blocks = { longestMs: 0 };
    Object.assign(globalThis, { secateurBlocks: blocks });
    // Of 50 ms and more.
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) blocks.longestMs = Math.max(blocks.longestMs, duration);
    }).observe({ type: 'longtask' });
  });
}

/** The longest until now, in milliseconds; 0 where none was of 50 ms. Begins anew. */
export function longestBlock(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { secateurBlocks: blocks } = globalThis as unknown as { readonly secateurBlocks: Blocks };
    const { longestMs } = blocks;
    blocks.longestMs = 0;
    return longestMs;
  });
}

/** What its scripts hold after a sweep. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}
