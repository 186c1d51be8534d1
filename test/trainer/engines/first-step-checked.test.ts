import { expect, test } from '@jest/globals';
import { firstStepChecked } from '../../../trainer/engines/first-step-checked.ts';
import type { Reply, Request } from '../../../trainer/engines/onnx-protocol.ts';

const size = 32;

/** Adds what it is fed to its state; the record is the mean. @param wrong what it does to the state, and to the record */
function adder(wrong: { readonly state?: number; readonly record?: number } = {}) {
  let values = new Float32Array(size);
  const asked: string[] = [];
  const answer = async (request: Request): Promise<Reply> => {
    asked.push(request.kind === 'advance' ? `advance ${request.steps}` : request.kind);
    switch (request.kind) {
      case 'begin':
        values = request.state['x']!.data as Float32Array<ArrayBuffer>;
        return { kind: 'begin' };
      case 'advance': {
        const record = Float32Array.from({ length: request.steps }, (_, step) => {
          // In place, as the processor does it.
          for (let at = 0; at < size; at++) values[at]! += request.feeds['d']![step * size + at]! * (wrong.state ?? 1);
          return (values[0]! / size) * (wrong.record ?? 1);
        });
        request.feeds['d']!.fill(Number.NaN);
        return { kind: 'advance', values: record };
      }
      case 'readState':
        return { kind: 'readState', state: { x: { shape: [size], data: values.slice() } } };
      case 'evaluate':
        return { kind: 'evaluate', values };
      default:
        return request satisfies never;
    }
  };
  return { answer, asked };
}

const begin = (): Request => ({ kind: 'begin', state: { x: { shape: [size], data: new Float32Array(size).fill(1) } } });
const readState: Request = { kind: 'readState', names: ['x'] };
const advance = (steps: number): Request => ({
  kind: 'advance',
  steps,
  feeds: { d: Float32Array.from({ length: steps * size }, (_, at) => (at % 7) + 1) },
});

test('the first step is taken on the processor as well, once, and the training is as if it had not been', async () => {
  const [accelerator, processor, alone] = [adder({ record: 1 + 1e-4 }), adder(), adder({ record: 1 + 1e-4 })];
  const checked = firstStepChecked('webgpu', accelerator.answer, async () => processor.answer);
  for (const each of [checked, alone.answer]) await each(begin());
  for (const steps of [3, 2]) expect(await checked(advance(steps))).toEqual(await alone.answer(advance(steps)));
  expect(await checked(readState)).toEqual(await alone.answer(readState));
  expect(processor.asked).toEqual(['begin', 'advance 1', 'readState']);
  expect(accelerator.asked.filter((kind) => kind.startsWith('advance'))).toEqual([
    'advance 1',
    'advance 3',
    'advance 2',
  ]);
});

test.each([
  ['its record', { record: 1.3 }, /figure 0 of its record is/],
  ['a gradient', { state: 1.3, record: 1 / 1.3 }, /figure 0 of its record|'x' becomes something else/],
  ['everything, to what is no number', { state: Number.NaN }, /figure 0 of its record is NaN/],
])('a device that gets %s wrong is refused before it trains', async (...[, wrong, message]) => {
  const checked = firstStepChecked('webgpu', adder(wrong).answer, async () => adder().answer);
  await checked(begin());
  await expect(checked(advance(2))).rejects.toMatchObject({
    code: 'PROVIDER_FAILED',
    message: expect.stringMatching(message),
  });
});

test('a state that goes wrong behind a right record is found', async () => {
  const right = adder();
  const forgetful = async (request: Request): Promise<Reply> => {
    const reply = await right.answer(request);
    if (reply.kind !== 'readState') return reply;
    const { data, shape } = reply.state['x']!;
    return { ...reply, state: { x: { shape, data: Float32Array.from(data as Float32Array, (value) => -value) } } };
  };
  const checked = firstStepChecked('cuda', forgetful, async () => adder().answer);
  await checked(begin());
  await expect(checked(advance(1))).rejects.toThrow("'x' becomes something else");
});
