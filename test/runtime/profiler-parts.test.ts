import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeModel, floatTensor, type OnnxModel } from '../../onnx/index.ts';
import { load, type Model, parseScenario, profile } from '../../runtime/index.ts';
import { startEnergyMeter } from '../../runtime/profiler/energy.ts';
import { emptyModel } from '../../runtime/profiler/round/baseline.ts';
import { callsFor } from '../../runtime/profiler/round/calls.ts';
import { callsPerSampleFor, takeSamples } from '../../runtime/profiler/round/sampling.ts';
import { formatScenario } from '../../runtime/profiler/round/scenario.ts';
import { imageClassifier, writeModel } from './models.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-parts-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('scenarios', () => {
  test('are read as they are written', () => {
    const scenarios = fc.oneof(
      fc.constant({ kind: 'stream' as const }),
      fc.record({ kind: fc.constant('offline' as const), rows: fc.integer({ min: 1, max: 65_536 }) }),
      fc.record({ kind: fc.constant('rate' as const), perSecond: fc.integer({ min: 1, max: 1e6 }) }),
    );
    fc.assert(fc.property(scenarios, (scenario) => expect(parseScenario(formatScenario(scenario))).toEqual(scenario)));
  });

  test.each(['', 'streams', 'stream=2', 'offline=0', 'offline=1.5', 'rate', 'rate=0/s', 'rate=-1/s'])(
    'refuse %p',
    (text) => {
      expect(() => parseScenario(text)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
    },
  );

  test('at a rate count latency from when a call was due, so that waiting behind a slow one shows', async () => {
    let calls = 0;
    const slowFirst = async () => {
      const end = performance.now() + (calls++ === 0 ? 50 : 0);
      while (performance.now() < end);
    };
    const { samplesMs } = await takeSamples(slowFirst, 20, { kind: 'rate', perSecond: 1000 });
    expect(samplesMs[0]).toBeGreaterThanOrEqual(50);
    // Due after 10 ms, begun after 50.
    expect(samplesMs[10]).toBeGreaterThanOrEqual(39);
    calls = 0;
    const stream = await takeSamples(slowFirst, 20, { kind: 'stream' });
    expect(stream.samplesMs[0]).toBeGreaterThanOrEqual(50);
    // One that waited behind the first would take what the tenth took above.
    expect(Math.min(...stream.samplesMs.slice(1, 11))).toBeLessThan(39);
  });

  test('time several calls together where the clock is coarse, and each alone where it is not', async () => {
    const stream = { kind: 'stream' as const };
    // 20 steps of 0.1 ms are 2 ms.
    expect(callsPerSampleFor(stream, 0.5, 0.1)).toBe(4);
    expect(callsPerSampleFor(stream, 5, 0.1)).toBe(1);
    expect(callsPerSampleFor(stream, 0.01, 0)).toBe(1);
    // At a rate every call is due at a time of its own.
    expect(callsPerSampleFor({ kind: 'rate', perSecond: 10 }, 0.01, 1)).toBe(1);
    let calls = 0;
    const sampling = await takeSamples(async () => void calls++, 10, stream, 7);
    expect(sampling.samplesMs.length).toBeGreaterThanOrEqual(10);
    expect(calls).toBe(7 * sampling.samplesMs.length);
  });

  test('offline calls with many rows at a time and counts rows', async () => {
    const file = await writeModel(folder, 'image', imageClassifier().bytes);
    const [batched] = await profile([file], { rounds: 1, minimumSamples: 20, scenario: { kind: 'offline', rows: 32 } });
    expect(batched).toMatchObject({ scenario: 'offline=32', throughput: { rowsPerCall: 32 } });
    const { callsPerSecond } = batched!.rounds[0]!;
    expect(batched!.throughput!.rowsPerSecond).toBeCloseTo(32 * callsPerSecond!, 6);
  });
});

describe('the energy meter', () => {
  const counter = async (name: string, microjoules: number) => {
    await mkdir(join(folder, 'powercap', name), { recursive: true });
    await writeFile(join(folder, 'powercap', name, 'max_energy_range_uj'), '1000000\n');
    await writeFile(join(folder, 'powercap', name, 'energy_uj'), `${microjoules}\n`);
  };

  test('adds up the packages, counts no part twice, and knows that counters start again', async () => {
    await counter('intel-rapl:0', 100_000);
    await counter('intel-rapl:0:0', 0);
    await counter('intel-rapl:1', 900_000);
    const stop = await startEnergyMeter(join(folder, 'powercap'));
    await counter('intel-rapl:0', 300_000);
    await counter('intel-rapl:0:0', 150_000);
    await counter('intel-rapl:1', 100_000);
    expect(await stop!()).toBeCloseTo(0.4, 9);
  });

  test('is absent where the machine shows none', async () => {
    expect(await startEnergyMeter(join(folder, 'nothing'))).toBeUndefined();
  });
});

describe('models that take something else than rows', () => {
  const model: OnnxModel = {
    irVersion: 8,
    opsets: [{ domain: '', version: 17 }],
    graph: {
      name: 'two',
      nodes: [
        { opType: 'Cast', inputs: ['ids'], outputs: ['f'], attributes: { to: { type: 'int', value: 1 } } },
        { opType: 'Add', inputs: ['f', 'x'], outputs: ['y'] },
      ],
      initializers: [],
      inputs: [
        { name: 'ids', elementType: 'int64', shape: ['batch', 'length'] },
        { name: 'x', elementType: 'float32', shape: ['batch', 'length'] },
      ],
      outputs: [{ name: 'y', elementType: 'float32', shape: ['batch', 'length'] }],
    },
    metadata: {},
  };

  const plan = { seed: 1, scenario: { kind: 'stream' as const }, dimensions: {}, rows: undefined };

  test('are measured on random tensors, once open dimensions are said', async () => {
    await using two = await load(encodeModel(model));
    expect(() => callsFor(two, plan)).toThrow(
      expect.objectContaining({
        code: 'ARGUMENT_INVALID',
        message: expect.stringMatching(/'length'.*'ids'.*--dimension length=224/),
      }),
    );
    const file = await writeModel(folder, 'two', encodeModel(model));
    const [measured] = await profile([file], { rounds: 1, minimumSamples: 5, dimensions: { length: 7 } });
    expect(measured!.latencyMs.p50).toBeGreaterThan(0);
  });

  test('are told the size of a dimension without a name by the input and its place there', async () => {
    const inputs = model.graph.inputs.map((input) => ({ ...input, shape: ['', ''] }));
    await using nameless = await load(encodeModel({ ...model, graph: { ...model.graph, inputs } }));
    expect(() => callsFor(nameless, plan)).toThrow("'ids' [?, ?] is left open");
    const dimensions = Object.fromEntries(inputs.map(({ name }) => [`${name}:2`, 7]));
    const { y } = (await callsFor(nameless, { ...plan, dimensions }).calls[0]!()) as Awaited<ReturnType<Model['run']>>;
    expect(y!.dims).toEqual([1, 7]);
  });

  test('are fed as many rows as they are fixed to, or as the dimension is given that counts them', async () => {
    const shape = [4, 3];
    const graph: OnnxModel['graph'] = {
      ...model.graph,
      nodes: [{ opType: 'Add', inputs: ['x', 'x'], outputs: ['y'] }],
      inputs: [{ name: 'x', elementType: 'float32', shape }],
      outputs: [{ name: 'y', elementType: 'float32', shape }],
    };
    await using fixed = await load(encodeModel({ ...model, graph }));
    expect(callsFor(fixed, plan).rowsPerCall).toBe(4);
    await using open = await load(imageClassifier().bytes);
    expect(callsFor(open, { ...plan, dimensions: { N: 8 } }).rowsPerCall).toBe(8);
  });

  test('have the smallest one among them, which stands for the runtime alone', async () => {
    await using empty = await load(emptyModel);
    const { y } = await empty.run({ x: { type: 'float32', data: Float32Array.of(1, 2), dims: [2] } });
    expect(Array.from(y!.data as Float32Array)).toEqual([1, 2]);
  });
});

const testOnLinux = process.platform === 'linux' ? test : test.skip;

testOnLinux('the memory due to a model grows with its weights', async () => {
  const [columns, outputs] = [4096, 512];
  const model: OnnxModel = {
    irVersion: 8,
    opsets: [{ domain: '', version: 17 }],
    graph: {
      name: 'large',
      nodes: [{ opType: 'MatMul', inputs: ['x', 'weight'], outputs: ['y'] }],
      initializers: [floatTensor('weight', { shape: [columns, outputs], data: new Float32Array(columns * outputs) })],
      inputs: [{ name: 'x', elementType: 'float32', shape: ['N', columns] }],
      outputs: [{ name: 'y', elementType: 'float32', shape: ['N', outputs] }],
    },
    metadata: {},
  };
  const file = await writeModel(folder, 'large', encodeModel(model));
  const [measured] = await profile([file], { rounds: 1, minimumSamples: 5 });
  // The weights are there at least once, 4 bytes each.
  expect(measured!.modelMemoryBytes).toBeGreaterThan(4 * columns * outputs);
});
