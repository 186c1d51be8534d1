import type { Page } from 'playwright-core';

/** Puts a digit on the paper of an example page, as somebody would have drawn it, and waits for what the page says of it. */
export async function putOnPaper(page: Page, pixels: Float32Array): Promise<void> {
  await page.evaluate((values) => {
    const small = new OffscreenCanvas(28, 28);
    const image = new ImageData(28, 28);
    values.forEach((value, at) => {
      image.data.set([255, 255, 255, value], 4 * at);
    });
    small.getContext('2d')!.putImageData(image, 0, 0);
    document.querySelector('canvas')!.getContext('2d')!.drawImage(small, 0, 0, 280, 280);
  }, Array.from(pixels));
  await page.locator('#paper').dispatchEvent('pointerup', { bubbles: true });
  await page.waitForFunction(() => document.querySelector('#answer')!.textContent !== '…');
}
