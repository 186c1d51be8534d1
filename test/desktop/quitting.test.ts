import { describe, expect, test } from '@jest/globals';
import { encodePosterior } from '../../core/index.ts';
import { lossesOf, setupQuitQuestion } from '../../desktop/main/quit-question.ts';
import type { Job, OpenDocument } from '../../desktop/shared/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { fakeElectron, fakeEvent } from './fake-electron.ts';
import { answer, runningApps } from './running-app.ts';

const { folder, running } = runningApps();

describe('quitting', () => {
  test('asks before work that is under way or not saved ends with the program, and only then', () => {
    const { parts, noted, emit } = fakeElectron({ userData: folder.path() });
    let lost: string[] = [];
    const { lastWindowCloses, stay } = setupQuitQuestion(parts.app, parts.dialog, () => lost);
    const quit = () => {
      const event = fakeEvent({});
      emit('before-quit', event);
      return event.prevented ? 'stays' : 'goes';
    };
    const close = () => {
      const event = fakeEvent({});
      lastWindowCloses(event);
      return event.prevented ? 'stays' : 'goes';
    };
    expect([quit(), noted.questions.length]).toEqual(['goes', 0]);
    stay();
    lost = ['The export of a.onnx is under way, and would be cancelled.'];
    expect([quit(), noted.questions]).toEqual(['stays', [expect.objectContaining({ detail: lost[0] })]]);
    expect([close(), noted.questions.length]).toEqual(['stays', 2]);
    noted.answers.push(1);
    expect(close()).toBe('goes');
    // What follows from it asks no more.
    expect([quit(), close(), noted.questions.length]).toEqual(['goes', 'goes', 3]);
    // A page objects, and the window stays.
    stay();
    expect([quit(), noted.questions.length]).toEqual(['stays', 4]);
  });

  test('loses measurements that were not saved and work that is under way, but no training and nothing written', () => {
    const job = { job: '1', title: 'a.onnx', startedAtMs: 0, notes: [] };
    const jobs = [
      { ...job, kind: 'profile', state: 'done' },
      { ...job, kind: 'profile', state: 'done', isSaved: true },
      { ...job, kind: 'profile', state: 'failed' },
      { ...job, kind: 'trade-off', state: 'done' },
      { ...job, kind: 'export', state: 'running' },
      { ...job, kind: 'export', state: 'done' },
      { ...job, kind: 'training', state: 'running' },
      { ...job, kind: 'training', state: 'done' },
    ] as const satisfies readonly Job[];
    expect(lossesOf(jobs)).toEqual([
      'The measurement of a.onnx was not saved.',
      'The trade-off curve of a.onnx was not saved.',
      'The export of a.onnx is under way, and would be cancelled.',
    ]);
  });

  test('by closing the last window asks as well, but not on a Mac, where the program stays', async () => {
    const path = await folder.write('posterior.safetensors', encodePosterior(examplePosterior()));
    for (const [platform, stays] of [
      ['linux', true],
      ['darwin', false],
    ] as const) {
      const { window, noted, say } = await running({ platform });
      const ask = (id: number, operation: string, params: unknown) => {
        say(window.webContents, { kind: 'call', id, operation, params });
        return answer(window, id);
      };
      const { document } = ((await ask(1, 'openFile', { path })) as { result: OpenDocument }).result;
      const data = { source: 'mnist' };
      const curve = { document, criterion: 'inclusion', widths: {}, data, cuts: 2 };
      expect(await ask(2, 'measureCurve', curve)).toMatchObject({ kind: 'result' });
      const event = fakeEvent({});
      window.emit('close', event);
      expect([platform, event.prevented, noted.questions.length]).toEqual([platform, stays, stays ? 1 : 0]);
    }
  });
});
