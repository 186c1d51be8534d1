import { describe, expect, test } from '@jest/globals';
import { availabilityOf, availableEngines, openEngine } from '../../../trainer/engines/availability.ts';
import { makeEngine } from '../../../trainer/engines/engines.ts';
import { expectError } from '../../datasets/fixtures.ts';
import { programCase } from '../program-case.ts';

const found = await availableEngines();
const working = found.filter(({ available }) => available);
const missing = found.filter(({ available }) => !available);

test('what this repository installs works', () => {
  const names = working.map(({ engine, device }) => `${engine} ${device}`);
  expect(names).toEqual(expect.arrayContaining(['onnx cpu', 'onnx wasm', 'tfjs wasm', 'reference cpu']));
});

test('what does not work says why, in one line, and what to do', () => {
  for (const availability of missing) {
    expect(availability).toMatchObject({ reason: expect.stringMatching(/^\S.*[^.\s]$/), remedy: expect.any(String) });
  }
});

describe('asking for an engine', () => {
  test('without a device gives one that works', async () => {
    expect((await openEngine({ engine: 'tfjs' })).name).toBe('tfjs');
  });

  // The native binding and GPUs are not on every machine. One is asked for: every refusal tries all others.
  test.each(missing.slice(0, 1))(
    '$engine on $device, which is not there, says why and what would work',
    async (choice) => {
      const refusal = openEngine({ engine: choice.engine, device: choice.device });
      await expectError(
        refusal,
        'DEPENDENCY_MISSING',
        /does not work on.*What works here:.*--engine onnx --device cpu/,
      );
    },
  );

  test('on a device that it does not know names those it knows', async () => {
    await expectError(openEngine({ engine: 'reference', device: 'cuda' }), 'ARGUMENT_INVALID', /'cuda'.*cpu/);
  });
});

test('an engine that computes nonsense is not taken for one that works', async () => {
  const honest = makeEngine({ engine: 'reference', device: 'cpu' });
  const mad = {
    ...honest,
    start: async (...args: Parameters<typeof honest.start>) => ({
      ...(await honest.start(...args)),
      evaluate: async () => Float32Array.of(5),
    }),
  };
  expect(await availabilityOf({ engine: 'reference', device: 'cpu' }, () => mad)).toMatchObject({
    available: false,
    reason: expect.stringContaining('2 + 2 = 5'),
  });
});

test.each(working)(
  'feeds that are too small are a typed error of $engine on $device, and it goes on',
  async (choice) => {
    const trained = programCase({ family: 'node' });
    const program = { step: trained.program.step, evaluation: trained.program.evaluation(2) };
    const session = await makeEngine(choice).start(program, trained.state);
    try {
      const [name] = Object.keys(trained.makeFeeds(0, 1));
      const tooFew = { ...trained.makeFeeds(0, 1), [name!]: new Float32Array(1) };
      await expect(session.advance(1, tooFew)).rejects.toMatchObject({ name: 'SecateurError' });
      expect(await session.advance(1, trained.makeFeeds(0, 1))).toHaveLength(trained.program.recordNames.length);
    } finally {
      await session.close();
    }
  },
);
