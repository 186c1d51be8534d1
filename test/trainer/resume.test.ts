import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import {
  compactWeights,
  decodeSafetensors,
  denseNetwork,
  encodePosterior,
  encodeSafetensors,
} from '../../core/index.ts';
import { type FitOptions, fineTune, fitPosterior, trainDense } from '../../trainer/index.ts';
import { expectError } from '../datasets/fixtures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { resumableDataset, resumableOptions } from './resumable-run.ts';
import { smallClassification, smallRegression } from './synthetic-data.ts';

const folder = temporaryFolder();
const dataset = resumableDataset();

async function bytesOf(options: Partial<FitOptions> = {}, data = dataset): Promise<Uint8Array> {
  const { posterior } = await fitPosterior(data, { ...resumableOptions(), ...options });
  return encodePosterior(posterior);
}

let whole: Promise<Uint8Array> | undefined;
function uninterrupted(): Promise<Uint8Array> {
  whole ??= bytesOf();
  return whole;
}

/** A signal that fires once `epochs` epochs are done. */
function abortAfter(epochs: number) {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: ({ done, total }: { done: number; total: number }) => {
      if (done >= (epochs / resumableOptions().epochs) * total) controller.abort();
    },
  };
}

describe('the same seed', () => {
  test('gives the same bytes twice, and another seed others', async () => {
    expect(await bytesOf()).toEqual(await uninterrupted());
    expect(await bytesOf({ seed: 8 })).not.toEqual(await uninterrupted());
  });

  test('gives the same dense and fine-tuned networks twice', async () => {
    const train = async (seed: number) => {
      const options = { epochs: 3, batchSize: 16, seed };
      const dropout = { inputs: 0.1, hidden: 0.2 };
      const dense = await trainDense(dataset, { ...options, network: resumableOptions().network, dropout });
      return [dense, await fineTune(dense.network, dataset, { ...options, teacher: dense.network })];
    };
    const first = await train(1);
    expect(await train(1)).toEqual(first);
    expect(await train(2)).not.toEqual(first);
  });
});

describe('a run that was interrupted', () => {
  test.each([0.3, 1, 3.6])('after %i epochs goes on to the same bytes as an uninterrupted one', async (epochs) => {
    const checkpoint = join(folder.path(), `aborted-${epochs}.safetensors`);
    await expectError(bytesOf({ checkpoint, ...abortAfter(epochs) }), 'ABORTED', /interrupted/);
    const resumed: number[] = [];
    const bytes = await bytesOf({ checkpoint, onProgress: ({ done }) => resumed.push(done) });
    expect(bytes).toEqual(await uninterrupted());
    // It lost nothing, not even of the epoch under way.
    const stepsPerEpoch = Math.floor(dataset.split.train.length / resumableOptions().batchSize);
    expect(resumed[0]).toBeGreaterThan(epochs * stepsPerEpoch);
  });

  test('goes on with a size-aware prior, its price included, and with a regression', async () => {
    const regression = smallRegression();
    const network = denseNetwork([4, 6, 1]);
    const options = { network, prior: { budget: 12 } };
    const checkpoint = join(folder.path(), 'regression.safetensors');
    await expectError(bytesOf({ ...options, checkpoint, ...abortAfter(2) }, regression), 'ABORTED', /interrupted/);
    expect(await bytesOf({ ...options, checkpoint }, regression)).toEqual(await bytesOf(options, regression));
  });

  test('that had finished gives its result again', async () => {
    const checkpoint = join(folder.path(), 'finished.safetensors');
    await bytesOf({ checkpoint });
    const onProgress = jest.fn();
    expect(await bytesOf({ checkpoint, onProgress })).toEqual(await uninterrupted());
    expect(onProgress).not.toHaveBeenCalled();
  });
});

describe('a checkpoint', () => {
  async function written(name: string): Promise<string> {
    const checkpoint = join(folder.path(), name);
    await expect(bytesOf({ checkpoint, ...abortAfter(3) })).rejects.toThrow();
    return checkpoint;
  }

  test('of another run is refused and left alone', async () => {
    const checkpoint = await written('other.safetensors');
    const before = await readFile(checkpoint);
    const network = resumableOptions().network;
    const { network: teacher } = await trainDense(dataset, { network, epochs: 1 });
    const others: Partial<FitOptions>[] = [
      { seed: 99 },
      { epochs: 7 },
      { learningRate: 2e-3 },
      { prior: { inclusion: 0.1 } },
      { tempering: { slab: 0.5 } },
      { teacher },
      { start: teacher },
      { selectInputs: false },
      { narrow: false },
    ];
    for (const other of others) {
      await expectError(
        bytesOf({ ...other, checkpoint }),
        'ARGUMENT_INVALID',
        /other\.safetensors.*another|other data/,
      );
    }
    await expectError(
      bytesOf({ checkpoint }, smallClassification({ features: 8, examples: 240, seed: 5 })),
      'ARGUMENT_INVALID',
      /other\.safetensors/,
    );
    expect(await readFile(checkpoint)).toEqual(before);
  });

  test('of a cut is not taken for that of another cut of the same shape', async () => {
    const { network } = await trainDense(dataset, { network: denseNetwork([8, 4, 2]), epochs: 1 });
    const cut = (keptInputs: number[]) => {
      const [first, ...rest] = compactWeights(network);
      const data = Float32Array.from({ length: 4 * 3 }, (_, index) => first!.weight.data[index]!);
      return { ...network, keptInputs, layers: [{ ...first!, weight: { shape: [4, 3], data } }, ...rest] };
    };
    const checkpoint = join(folder.path(), 'cut.safetensors');
    await fineTune(cut([0, 1, 2]), dataset, { epochs: 2, checkpoint, checkpointSeconds: 0 });
    await expectError(fineTune(cut([0, 1, 3]), dataset, { epochs: 2, checkpoint }), 'ARGUMENT_INVALID', /cut\.safet/);
  });

  test('that is truncated, corrupt or no checkpoint at all is refused by name', async () => {
    const checkpoint = await written('damaged.safetensors');
    const whole = await readFile(checkpoint);
    const { tensors, metadata } = decodeSafetensors(whole, checkpoint);
    const document = metadata['secateur.checkpoint']!;
    const withDocument = (text: string) => encodeSafetensors(tensors, { 'secateur.checkpoint': text });
    const withBitFlipped = (at: number) => {
      const bytes = Uint8Array.from(whole);
      bytes[at]! ^= 1;
      return bytes;
    };
    const damaged: Uint8Array[] = [
      // A moment of Adam, a weight, and a figure of the history: the run would go on, and end elsewhere.
      ...[whole.length - 1, whole.length >> 1, whole.indexOf('"loss":') + '"loss":'.length].map(withBitFlipped),
      ...[0, 7, 100, whole.length >> 1, whole.length - 1].map((length) => whole.subarray(0, length)),
      Buffer.from('not a checkpoint at all, but text of some length'),
      withDocument(document.slice(0, -5)),
      withDocument('null'),
      withDocument(document.replace(/"history":.*$/, '"history":7}')),
      encodeSafetensors(tensors, {}),
      encodeSafetensors({}, metadata),
    ];
    for (const bytes of damaged) {
      await writeFile(checkpoint, bytes);
      await expect(bytesOf({ checkpoint })).rejects.toMatchObject({
        name: 'SecateurError',
        message: expect.stringMatching(/damaged\.safetensors: cannot go on .*delete this one to begin anew\.$/),
      });
    }
  });

  test('in a place that cannot be written is a typed error', async () => {
    const file = await folder.write('file', 'text');
    await expect(bytesOf({ checkpoint: join(file, 'checkpoint') })).rejects.toMatchObject({
      name: 'SecateurError',
      message: expect.stringContaining(file),
    });
  });
});
