import { describe, test } from '@jest/globals';
import { expectRefusal, start } from './run-cli.ts';
import { smallTrained } from './small-trained.ts';

const { folder, refused } = smallTrained();

describe('models that cannot be run', () => {
  test.each<[string, () => Promise<Uint8Array>]>([
    ['cut in half', async () => (await folder.read('m.onnx')).subarray(0, 1000)],
    ['a table', () => folder.read('data.csv')],
    ['empty', async () => new Uint8Array(0)],
    [
      'an unknown operator',
      async () =>
        Buffer.from(
          Buffer.from(await folder.read('m.onnx'))
            .toString('latin1')
            .replaceAll('Softmax', 'Sofrmax'),
          'latin1',
        ),
    ],
  ])('%s', async (_, bytes) => {
    const path = await folder.write('bad.onnx', await bytes());
    await refused(['run', path, '--input', folder.at('data.csv')], 3, /bad\.onnx: /);
    await refused(['profile', path, '-o', folder.at('profile.json')], 3, /bad\.onnx/);
  });

  test('what the native library says of it is kept from the terminal', async () => {
    const bytes = Buffer.from(await folder.read('m.onnx')).toString('latin1');
    const path = await folder.write('bad.onnx', Buffer.from(bytes.replaceAll('Softmax', 'Sofrmax'), 'latin1'));
    expectRefusal(await start(['run', path, '--input', folder.at('data.csv')]).outcome, 3, /bad\.onnx: /);
  });

  test('rows that lack a column, or hold text where numbers belong', async () => {
    const short = await folder.write('short.csv', 'x,noise\n1,2\n');
    await refused(['run', folder.at('m.onnx'), '--input', short, '-o', folder.at('out.csv')], 3, /no column 'colour'/);
    const text = await folder.write('text.csv', 'x,noise,colour\n1,much,red\n');
    await refused(
      ['run', folder.at('m.onnx'), '--input', text, '-o', folder.at('out.csv')],
      3,
      /line 2, column 'noise'/,
    );
  });

  test('a report that is none', async () => {
    await refused(['report', folder.at('data.csv'), '-o', folder.at('out.html')], 3, /not JSON/);
    const json = await folder.write('other.json', '{"models": []}');
    await refused(['report', json, '-o', folder.at('out.html')], 3, /no Secateur report/);
    await refused(['compare', json, folder.at('m.onnx')], 3, /no Secateur report/);
  });
});
