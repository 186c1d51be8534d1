import type { Page } from 'playwright-core';

/** With the document in front. */
export async function openPrune(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Prune', exact: true }).click();
  await page.getByRole('slider', { name: 'Cut' }).waitFor();
}

/** The rule of the command that the page shows. */
export async function shownRule(page: Page): Promise<string> {
  const command = await page.locator('.command').textContent();
  return /--rule (\S+)/.exec(command!)![1]!;
}

/** Of the figures of the cut in front. */
export function card(page: Page, name: string) {
  return page.locator('.figure-card').filter({ has: page.getByText(name, { exact: true }) });
}

export async function exportTo(page: Page, output: string): Promise<void> {
  await page.getByLabel('File', { exact: true }).fill(output);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
}
