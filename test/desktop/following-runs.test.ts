import { afterEach, expect, jest, test } from '@jest/globals';
import { effect } from '@preact/signals';
import { setApi } from '../../desktop/renderer/state/api.ts';
import { epochs, followRun, refreshRuns, runs } from '../../desktop/renderer/views/train/use-runs.ts';
import type { Api, JobUpdate, TrainingRun } from '../../desktop/shared/index.ts';

afterEach(() => {
  jest.useRealTimers();
});

const epoch = (number: number) => ({ kind: 'event', event: { stage: 'fit posterior', epoch: number } }) as JobUpdate;
const runIn = (state: TrainingRun['state']) => [{ run: 'a', state }] as unknown as readonly TrainingRun[];

test('epochs that come faster than a page can draw are drawn together, and the last one always is', async () => {
  jest.useFakeTimers();
  let tell: (update: JobUpdate) => void = () => undefined;
  let end: () => void = () => undefined;
  setApi({
    watchJob: (_: unknown, { onUpdate }: { onUpdate: (update: JobUpdate) => void }) =>
      new Promise<void>((resolve) => {
        [tell, end] = [onUpdate, resolve];
      }),
    listRuns: async () => [],
  } as unknown as Api);
  let drawn = 0;
  const stopCounting = effect(() => {
    void epochs.value;
    drawn += 1;
  });
  const following = followRun('a', 'job', new AbortController().signal);
  tell({ kind: 'history', events: [] });
  const before = drawn;
  for (let number = 0; number < 9999; number++) tell(epoch(number));
  expect(drawn).toBe(before);
  jest.advanceTimersByTime(1000);
  expect(drawn).toBe(before + 1);
  expect(epochs.value.get('a')!.length).toBeLessThanOrEqual(2000);
  tell(epoch(9999));
  tell(epoch(10_000));
  end();
  await following;
  expect(epochs.value.get('a')!.at(-1)).toMatchObject({ epoch: 10_000 });
  stopCounting();
});

test('of two answers about the runs the one to the later question counts, in whatever order they come', async () => {
  const answers: ((answer: readonly TrainingRun[]) => void)[] = [];
  setApi({ listRuns: () => new Promise((resolve) => answers.push(resolve)) } as unknown as Api);
  const asked = [refreshRuns(), refreshRuns()];
  answers[1]!(runIn('running'));
  answers[0]!(runIn('interrupted'));
  await Promise.all(asked);
  expect(runs.value).toEqual(runIn('running'));
});
