import { beforeAll, expect } from '@jest/globals';
import { load, loadDataset, rawRows } from '../../api/index.ts';
import { testInBrowser } from '../support/chromium.ts';
import { digitModel } from '../support/digit-model.ts';
import { examplePages } from '../support/example-page.ts';
import { putOnPaper } from '../support/put-on-paper.ts';

const rowCount = 20;
let bytes: Uint8Array;
let rows: Float32Array;
let targets: string[];

beforeAll(async () => {
  bytes = await digitModel();
  const dataset = await loadDataset('mnist', {});
  const test = dataset.split.test.subarray(0, rowCount);
  rows = rawRows(dataset, test);
  targets = Array.from(test, (row) => String(dataset.targets[row]));
});
const openExample = examplePages('draw-a-digit', () => bytes);

testInBrowser('a pruned model answers in a page as it does in Node', async () => {
  const { page, complaints } = await openExample();
  const inPage = await page.evaluate(async (values) => {
    // Resolved by the page's import map, and by TypeScript as this package's own name.
    const { load } = await import('secateur/runtime/web');
    const model = await load('/out/demo/pruned.onnx');
    if (model.kind !== 'classification') throw new Error(model.kind);
    const answers = await model.predict(Float32Array.from(values));
    return answers.map(({ label, probabilities }) => ({ label, probabilities: Array.from(probabilities) }));
  }, Array.from(rows));
  await using model = await load(bytes);
  if (model.kind !== 'classification') throw new Error(model.kind);
  const inNode = await model.predict(rows);
  expect(inPage.map(({ label }) => label)).toEqual(inNode.map(({ label }) => label));
  inPage.forEach(({ probabilities }, row) => {
    probabilities.forEach((probability, label) => {
      expect(Math.abs(probability - inNode[row]!.probabilities[label]!)).toBeLessThan(1e-5);
    });
  });
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser('the example page reads a digit that is drawn with the mouse', async () => {
  const { page, complaints } = await openExample();
  const strokes: Record<string, [number, number][]> = {
    '1': [
      [140, 40],
      [140, 240],
    ],
    '7': [
      [80, 60],
      [200, 60],
      [130, 240],
    ],
  };
  for (const [label, [start, ...rest]] of Object.entries(strokes)) {
    await page.click('#clear');
    const box = (await page.locator('#paper').boundingBox())!;
    await page.mouse.move(box.x + start![0], box.y + start![1]);
    await page.mouse.down();
    for (const [x, y] of rest) await page.mouse.move(box.x + x, box.y + y, { steps: 12 });
    await page.mouse.up();
    await page.waitForFunction(() => document.querySelector('#answer')!.textContent !== '…');
    expect(await page.textContent('#answer')).toBe(label);
  }
  expect(complaints).toEqual([]);
  await page.close();
});

testInBrowser("the example page turns real digits into what MNIST's makers would have", async () => {
  const { page, complaints } = await openExample();
  const answers: (string | null)[] = [];
  for (let row = 0; row < rowCount; row++) {
    await page.click('#clear');
    await putOnPaper(page, rows.subarray(row * 784, (row + 1) * 784));
    answers.push(await page.textContent('#answer'));
  }
  const right = answers.filter((answer, row) => answer === targets[row]).length;
  expect(right).toBeGreaterThanOrEqual(rowCount - 3);
  expect(complaints).toEqual([]);
  await page.close();
});
