import { beforeAll, expect } from '@jest/globals';
import { compact, exportModel, load, planPruning, posteriorMean } from '../../api/index.ts';
import { testInBrowser } from '../support/chromium.ts';
import { openStudio } from '../support/open-studio.ts';
import { studioFiles, tablePosterior } from '../support/studio-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectSoundLooks } from './studio-page.ts';

const folder = temporaryFolder();
beforeAll(async () => {
  for (const [name, bytes] of Object.entries(studioFiles())) await folder.write(name, bytes);
});

testInBrowser('a drawing is answered by the uncut posterior and by its cut, by pointer and by keyboard', async () => {
  await using studio = await openStudio({ files: [folder.at('posterior.safetensors')] });
  const { page } = studio;
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  const pad = page.getByLabel(/^A drawing of 8 by 8/);
  await page.getByText('Draw something').waitFor();
  const box = (await pad.boundingBox())!;
  await page.mouse.move(box.x + 60, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 180, box.y + 200, { steps: 5 });
  await page.mouse.up();
  await page.getByRole('region', { name: 'Uncut' }).waitFor();
  await page.getByRole('region', { name: 'Cut', exact: true }).waitFor();
  expect(await page.locator('.answer .ranked li').count()).toBe(6);
  const before = await page.locator('.answers').textContent();
  await pad.focus();
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowDown', 'ArrowDown', ' ']) await pad.press(key);
  await page.waitForFunction((old) => document.querySelector('.answers')?.textContent !== old, before);
  await page.getByLabel('Say how uncertain').check();
  await page.getByText('Entropy, nats').first().waitFor();
  await expectSoundLooks(page, 'try-image');
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('Draw something').waitFor();
  expect([studio.complaints, studio.bugs]).toEqual([[], []]);
});

testInBrowser('models of others are drawn for and fed rows as their shapes say', async () => {
  const foreign = 'test/fixtures/foreign';
  const files = ['torch-lenet-script-17.onnx', 'sklearn-columns-17.onnx'].map((name) => `${foreign}/${name}`);
  await using studio = await openStudio({ files });
  const { page } = studio;
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await page.getByLabel('orientation').fill('north');
  await page.locator('.answer-value').waitFor();
  const paste = page.getByRole('textbox', { name: 'Paste rows' });
  await paste.fill('x0,x1,x2,x3,orientation,glazing\n1,640,300,110,north,0\n1,640,,110,south,many');
  await page.getByRole('button', { name: 'Answer these rows' }).click();
  await page.getByText("Row 2, 'glazing': 'many' is no number.").waitFor();
  await paste.fill('x0,x1,x2,x3,orientation,glazing\n1,640,300,110,north,0\n1,640,300,110,"south, or so",1');
  await page.getByRole('button', { name: 'Answer these rows' }).click();
  await page.locator('.view tbody tr').nth(1).waitFor();
  await expectSoundLooks(page, 'try-columns');

  await page.getByRole('button', { name: 'torch-lenet-script-17.onnx', exact: true }).click();
  const box = (await page.getByLabel(/^A drawing of 28 by 28/).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 0.2 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 0.8 * box.height, { steps: 5 });
  await page.mouse.up();
  await page.getByText('The model puts out scores').waitFor();
  expect(await page.locator('.answer-value').textContent()).toBe('1');
  const before = await page.locator('.answers').textContent();
  await page.getByLabel('Pixels go from').selectOption('bytes');
  await page.waitForFunction((old) => document.querySelector('.answers')?.textContent !== old, before);
  await expectSoundLooks(page, 'try-foreign');
  expect([studio.complaints, studio.bugs]).toEqual([[], []]);
});

testInBrowser('rows of a table are typed and pasted, and answered as the runtime answers', async () => {
  await using studio = await openStudio({ files: [folder.at('table.safetensors')] });
  const { page } = studio;
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await page.getByLabel('measure 1').fill('1.5');
  await page.getByRole('region', { name: 'Uncut' }).waitFor();
  await page.getByLabel('measure 2').fill('many');
  await page.getByText('A number.').waitFor();
  await page.getByLabel('measure 2').fill('0');

  const posterior = tablePosterior();
  const plan = planPruning(posterior, { name: 'median' });
  const rows = [
    [1, 2, 3, 4, 5, 6],
    [-1, 0.5, 2, 0, -3, 1],
  ];
  const labelsOf = async (bytes: Uint8Array) => {
    await using model = await load(bytes);
    return ((await model.predict(rows)) as readonly { readonly label: string }[]).map(({ label }) => label);
  };
  const expected = [
    await labelsOf(exportModel(posteriorMean(posterior))),
    await labelsOf(exportModel(compact(posterior, plan))),
  ];
  const paste = page.getByRole('textbox', { name: 'Paste rows' });
  await paste.fill('1,2,3');
  await page.getByRole('button', { name: 'Answer these rows' }).click();
  await page.getByText('Row 1 has 3 values').waitFor();
  // What was answered before is no answer to them.
  await page.getByText('Fill in the row, or paste some.').waitFor();
  await paste.fill(
    `measure 6\tmeasure 1\tmeasure 2\tmeasure 3\tmeasure 4\tmeasure 5\n6\t1\t2\t3\t4\t5\n1\t-1\t.5\t2\t0\t-3`,
  );
  await page.getByRole('button', { name: 'Answer these rows' }).click();
  await page
    .getByText('2 of 2 answers agree')
    .or(page.getByText(/of 2 answers agree/))
    .waitFor();
  const shown = await page
    .locator('table tbody tr')
    .evaluateAll((all) => all.map((row) => [row.children[1]!.textContent, row.children[3]!.textContent]));
  expect(shown).toEqual([0, 1].map((row) => [expected[0]![row], expected[1]![row]]));
  await expectSoundLooks(page, 'try-table');
  expect([studio.complaints, studio.bugs]).toEqual([[], []]);
});

testInBrowser('a model is tried by itself', async () => {
  await using studio = await openStudio({ files: [folder.at('pruned.onnx')] });
  const { page } = studio;
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  const pad = page.getByLabel(/^A drawing of 8 by 8/);
  await pad.focus();
  await pad.press(' ');
  await page.getByRole('region', { name: 'Answer', exact: true }).waitFor();
  expect([studio.complaints, studio.bugs]).toEqual([[], []]);
});
