/**
 * Brings README.md up to date with a run of the demo: the picture of its figures (needs Chromium) and its table.
 * Usage, after `npm run demo`: npm run docs:demo
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { parseReport, renderMarkdown } from 'secateur/runtime';

const [reportFile, pageFile, pictureFile] = [
  'out/demo/report.json',
  'out/demo/report.html',
  'docs/images/demo-report.png',
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
  ],
});
const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, colorScheme: 'light' });
await page.goto(pathToFileURL(resolve(pageFile)).href);
const { length: sizeBytes } = await page.locator('.figures').screenshot({ path: pictureFile });
await browser.close();
console.log(`${pictureFile}: ${sizeBytes} bytes`);

const table = renderMarkdown(parseReport(readFileSync(reportFile, 'utf8'), reportFile));
const marked = /(<!-- demo:start[^>]*-->\n)[\s\S]*?(<!-- demo:end -->)/;
const readme = readFileSync('README.md', 'utf8');
if (!marked.test(readme)) throw new Error('README.md has no place marked demo:start and demo:end.');
// A level deeper than the report's own heading.
writeFileSync(
  'README.md',
  readme.replace(marked, (_, start, end) => `${start}\n#${table}\n${end}`),
);
console.log('README.md: table');
