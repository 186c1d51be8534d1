/// <reference lib="dom" />
import type { BrowserContext, Page } from 'playwright-core';

/** One move of the slider, in milliseconds from the time stamp of its input event. */
export interface Move {
  /** The new figures are in the document, and laid out. */
  readonly figuresMs: number;
  /** The frame that shows them has been handed on; a screen draws one each 16.7 ms. */
  readonly frameMs: number;
}

/** Begins to record what every input event of a slider leads to. */
export async function recordMoves(page: Page): Promise<void> {
  await page.evaluate(() => {
    const moves: { figuresMs: number; frameMs: number }[] = [];
    Object.assign(globalThis, { secateurMoves: moves });
    const cards = document.querySelector('.figure-cards')!;
    let begunAt: number | undefined;
    window.addEventListener(
      'input',
      (event) => {
        if ((event.target as HTMLInputElement).type === 'range') begunAt ??= event.timeStamp;
      },
      true,
    );
    new MutationObserver(() => {
      if (begunAt === undefined) return;
      const from = begunAt;
      begunAt = undefined;
      // Asking for a size lays the page out.
      void cards.getBoundingClientRect();
      const figuresMs = performance.now() - from;
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => moves.push({ figuresMs, frameMs: performance.now() - from });
        channel.port2.postMessage(undefined);
      });
    }).observe(cards, { subtree: true, childList: true, characterData: true });
  });
}

export function movesOf(page: Page): Promise<Move[]> {
  return page.evaluate(() => (globalThis as unknown as { readonly secateurMoves: Move[] }).secateurMoves);
}

/** Marks when the open document can be read: its name and its network. Before the page is opened. */
export async function markDocument(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const look = () => {
      if (!document.querySelector('.network .block')) return void requestAnimationFrame(look);
      requestAnimationFrame(() => performance.mark('document'));
    };
    requestAnimationFrame(look);
  });
}

/** From the start of the navigation. */
export function paintsOf(page: Page): Promise<{ readonly contentfulMs: number; readonly meaningfulMs: number }> {
  return page.evaluate(() => ({
    contentfulMs: performance.getEntriesByName('first-contentful-paint')[0]!.startTime,
    meaningfulMs: performance.getEntriesByName('document')[0]!.startTime,
  }));
}

/** Drags the slider's thumb back and forth with real pointer events. */
export async function drag(page: Page, moves: number): Promise<void> {
  const slider = page.locator('input[type=range]').first();
  const box = (await slider.boundingBox())!;
  const y = box.y + box.height / 2;
  const xAt = (move: number) => box.x + 10 + (box.width - 20) * (0.5 + 0.48 * Math.sin(move / 9));
  await page.mouse.move(xAt(0), y);
  await page.mouse.down();
  for (let move = 1; move <= moves; move++) await page.mouse.move(xAt(move), y);
  await page.mouse.up();
}
