import { expect } from '@jest/globals';
import { startStudio } from '../../desktop/studio/index.ts';
import { testInBrowser } from '../support/chromium.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { studioPages } from './studio-page.ts';

const folder = temporaryFolder();
const openStudio = studioPages();
const isThere = () => document.querySelector('.status-version')?.textContent?.includes('0.0.0') === true;

testInBrowser('a page hides its token, survives a reload, and admits other tabs of its browser alone', async () => {
  const { page, studio, complaints } = await openStudio();
  expect(page.url()).toBe(`http://127.0.0.1:${studio.port}/`);
  await page.reload();
  await page.waitForFunction(isThere);
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  await tab.waitForFunction(isThere);

  const stranger = await page.context().browser()!.newPage();
  // The printed address was used, and nobody else has the key.
  await stranger.goto(studio.address);
  await stranger.waitForSelector('.status-trouble:has-text("not admitted")');
  expect(complaints).toEqual([]);
  for (const each of [page, tab, stranger]) await each.close();
});

testInBrowser('a page without its studio says so, and goes no further with the next one on the same port', async () => {
  const { page, studio } = await openStudio();
  const { port } = studio;
  await studio.close();
  await page.waitForSelector('.status-trouble:has-text("does not answer")');
  const next = await startStudio({ version: '0.0.0', port, stateFolder: folder.at('state'), onBug: () => undefined });
  // Its key is another one.
  await page.waitForSelector('.status-trouble:has-text("not admitted")');
  const tab = await page.context().newPage();
  await tab.goto(next.address);
  await tab.waitForFunction(isThere);
  await page.reload();
  await page.waitForFunction(isThere);
  await next.close();
  await tab.close();
  await page.close();
});

testInBrowser('a page of another site reaches neither the files nor the host', async () => {
  const { page: ours, studio } = await openStudio();
  const page = await ours.context().newPage();
  await page.goto('data:text/html,<title>elsewhere</title>');
  const outcomes = await page.evaluate(async (port) => {
    const address = `127.0.0.1:${port}`;
    const fetched = await fetch(`http://${address}/`).then(
      () => 'read',
      () => 'refused',
    );
    const socket = await new Promise((resolve) => {
      const opened = new WebSocket(`ws://${address}/host`);
      opened.onopen = () => resolve('open');
      opened.onerror = () => resolve('refused');
    });
    const framed = await new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.src = `http://${address}/`;
      frame.onload = () => resolve(frame.contentWindow?.length === 0 ? 'nothing to see' : 'framed');
      document.body.append(frame);
    });
    return { fetched, socket, framed };
  }, studio.port);
  expect(outcomes).toEqual({ fetched: 'refused', socket: 'refused', framed: 'nothing to see' });
  await page.close();
  await ours.close();
});
