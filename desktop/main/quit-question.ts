import type { Job } from '../shared/index.ts';
import type { QuestionOptions } from './unsaved-changes.ts';

interface Preventable {
  preventDefault(): void;
}

export interface QuittingApp {
  on(event: 'before-quit', listener: (event: Preventable) => void): unknown;
}

export interface QuitDialog {
  showMessageBoxSync(options: QuestionOptions): number;
}

/**
 * What ends with the program: work that is under way, and measurements that were not saved. Trainings are paused, and what an
 * export wrote is on the disk.
 */
export function lossesOf(jobs: readonly Job[]): string[] {
  return jobs.flatMap(({ kind, title, state, isSaved }) => {
    if (kind === 'training') return [];
    if (state === 'running') return [`${names[kind]} ${title} is under way, and would be cancelled.`];
    return state === 'done' && kind !== 'export' && !isSaved ? [`${names[kind]} ${title} was not saved.`] : [];
  });
}

const names = {
  export: 'The export of',
  profile: 'The measurement of',
  'trade-off': 'The trade-off curve of',
} as const satisfies Partial<Record<Job['kind'], string>>;

/** Asks before something ends with the program, once for each time that somebody wants to quit. */
export function setupQuitQuestion(app: QuittingApp, dialog: QuitDialog, losses: () => readonly string[]) {
  /** While the program is on its way out, windows close without a question about it. */
  let isQuitting = false;
  const mayQuit = (): boolean => {
    if (isQuitting) return true;
    const lost = losses();
    isQuitting =
      lost.length === 0 ||
      dialog.showMessageBoxSync({
        type: 'question',
        message: 'Quit Secateur?',
        detail: lost.join('\n'),
        buttons: ['Stay', 'Quit'],
        defaultId: 0,
        cancelId: 0,
      }) === 1;
    return isQuitting;
  };
  const ask = (event: Preventable) => {
    if (!mayQuit()) event.preventDefault();
  };
  app.on('before-quit', ask);
  return {
    /** The last window closes, and the program with it. */
    lastWindowCloses: ask,
    /** A window stays, and the program as well. */
    stay: () => {
      isQuitting = false;
    },
  };
}
