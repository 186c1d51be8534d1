import { beforeAll, expect, test } from '@jest/globals';
import type { Tfjs } from '../../../trainer/engines/tfjs/library.ts';
import { openTfjs } from '../../../trainer/engines/tfjs/tfjs-session.ts';
import { loadWasm } from '../../../trainer/engines/tfjs/wasm.ts';
import { families } from '../../../trainer/index.ts';
import { programCase } from '../program-case.ts';

let tf: Tfjs;
beforeAll(async () => {
  ({ tf } = await loadWasm());
});

test.each(families.map(({ name }) => name))(
  'training %s keeps as many tensors after any number of steps',
  async (family) => {
    const atFirst = tf.memory();
    const trained = programCase({ family });
    const evaluation = trained.program.evaluation(5);
    const session = await openTfjs({ tf, backend: 'wasm' }, { step: trained.program.step, evaluation }, trained.state);
    const opened = tf.memory();
    const features = trained.makeFeeds(0, 1)['features']!.slice(0, 5 * trained.network.inputs);
    for (const steps of [1, 3, 7]) {
      await session.advance(steps, trained.makeFeeds(0, steps));
      await session.evaluate({ features });
      await session.readState();
      expect(tf.memory().numTensors).toBe(opened.numTensors);
      expect(tf.memory().numBytes).toBe(opened.numBytes);
    }
    await session.close();
    expect(tf.memory().numTensors).toBe(atFirst.numTensors);
  },
);
