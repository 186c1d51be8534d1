import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();

interface Member {
  readonly name: string;
  readonly sentence: string;
}

interface Explained {
  readonly groups: readonly { readonly name: string; readonly members: readonly Member[] }[];
}

beforeAll(async () => {
  await folder.write('data.csv', table('label'));
  const train = ['train', folder.at('data.csv'), '--network', '6-8-2', '--size', '40', '--epochs', '10', '--quiet'];
  expect((await secateur(...train, '-o', folder.at('p.safetensors'))).exitCode).toBe(0);
  await secateurJson('export', folder.at('p.safetensors'), '-o', folder.at('m.onnx'), '--rule', 'top=5');
});

describe('explain', () => {
  test('names every input and unit of a posterior, or the one that is asked for', async () => {
    const { groups } = await secateurJson<Explained>('explain', folder.at('p.safetensors'));
    const inputs = groups.find(({ name }) => name === 'inputs')!.members;
    expect(inputs).toHaveLength(6);
    const { name, sentence } = inputs.at(-1)!;
    const one = await secateurJson<Member>('explain', folder.at('p.safetensors'), '--input', name);
    expect(one).toMatchObject({ name, sentence });
    expect((await secateur('explain', folder.at('p.safetensors'))).stdout).toMatch(/Tempered .* counts 0\.05\./);
  });

  test('takes back what --floor asks for', async () => {
    const sentences = async (...options: string[]) => {
      const all = await secateurJson<Explained>(
        'explain',
        folder.at('p.safetensors'),
        '--rule',
        'threshold=.9',
        ...options,
      );
      return all.groups.flatMap(({ members }) => members.map((member) => member.sentence)).join('\n');
    };
    expect(await sentences()).not.toMatch(/taken back/);
    expect(await sentences('--floor', '6')).toMatch(/taken back for the width/);
  });

  test('repeats what an exported model says of its cut', async () => {
    const { sentences } = await secateurJson<{ sentences: string[] }>('explain', folder.at('m.onnx'));
    expect(sentences.join(' ')).toMatch(/The network 6-8-2 became .* with \d+ parameters/);
    expect((await secateur('inspect', folder.at('m.onnx'))).stdout).toMatch(/Tempered .* counts 0\.05\./);
  });

  test('refuses what there is not', async () => {
    const asked = (file: string, ...options: string[]) => secateur('explain', folder.at(file), ...options);
    expectRefusal(await asked('p.safetensors', '--input', 'nothing'), 2, /no 'nothing'\. Name one of the 6/);
    expectRefusal(await asked('m.onnx', '--unit', 'layers.0/1'), 2, /how many units stayed, not which/);
    await folder.write('cut.safetensors', '\u0010\0\0\0\0\0\0\0 {}');
    expectRefusal(await asked('cut.safetensors'), 3, /no safetensors file/);
  });
});
