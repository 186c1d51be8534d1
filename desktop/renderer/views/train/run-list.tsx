import { formatFigure, formatPercent } from '../../../../core/index.ts';
import type { TrainingRun } from '../../../shared/index.ts';
import { Button } from '../../parts/button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Progress } from '../../parts/progress.tsx';
import { RevealFile } from '../../parts/reveal-file.tsx';
import { api } from '../../state/api.ts';
import { takeIn } from '../../state/documents.ts';
import { attempt } from '../../state/feedback.ts';
import { strings } from '../../strings.ts';
import type { Epoch } from './run-curve.ts';
import { epochs, progress, refreshRuns, useRunEpochs } from './use-runs.ts';

const words = strings.train.runs;

interface RunListProps {
  readonly runs: readonly TrainingRun[] | undefined;
  readonly shown: readonly string[];
  readonly toggle: (run: string) => void;
}

/** All runs, with what can be done about each; those with a mark have their curves below. */
export function RunList({ runs, shown, toggle }: RunListProps) {
  return (
    <Panel title={words.title} about={words.about}>
      {runs === undefined && <p class="waiting">{strings.parts.waiting}</p>}
      {runs?.length === 0 && <p class="waiting">{words.none}</p>}
      {runs !== undefined && runs.length > 0 && (
        <ul class="runs">
          {runs.map((run) => (
            <li key={run.run}>
              <RunName run={run} isShown={shown.includes(run.run)} toggle={toggle} />
              <span class="run-score">{scoreText(epochs.value.get(run.run)?.at(-1))}</span>
              <RunState run={run} />
              <RunActions run={run} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function RunName({ run, isShown, toggle }: { run: TrainingRun; isShown: boolean; toggle: (run: string) => void }) {
  const started = new Date(run.startedAtMs);
  return (
    <label class="run-name">
      <input type="checkbox" checked={isShown} onChange={() => toggle(run.run)} />
      <span>
        {run.title}
        <span class="run-about">
          {[run.options.family ?? 'node', run.options.network, words.startedAt(started)].filter(Boolean).join(' · ')}
        </span>
      </span>
    </label>
  );
}

function RunState({ run }: { readonly run: TrainingRun }) {
  useRunEpochs(run);
  if (run.state === 'running') {
    const at = progress.value.get(run.run);
    return (
      <Progress label={at?.stage ?? words.states.running} share={at && at.total > 0 ? at.done / at.total : undefined} />
    );
  }
  return (
    <span class={run.state === 'failed' ? 'run-failed' : undefined}>
      {words.states[run.state]}
      {run.state === 'failed' && run.error && <span class="run-about">{run.error}</span>}
    </span>
  );
}

/** What can be done in each state. The words of a button name its run for who cannot see the row. */
function RunActions({ run }: { readonly run: TrainingRun }) {
  const act = async (doing: string, work: () => Promise<unknown>) => {
    await attempt(doing, work);
    await refreshRuns();
  };
  const { job } = run;
  return (
    <div class="run-actions">
      {run.state === 'running' && job !== undefined && (
        <Button
          title={words.pauseTitle(run.title)}
          onClick={() => void act(words.pause, () => api().cancelJob({ job }))}
        >
          {words.pause}
        </Button>
      )}
      {(run.state === 'interrupted' || run.state === 'failed') && (
        <Button
          title={words.resumeTitle(run.title)}
          onClick={() => void act(words.resume, () => api().resumeTraining({ run: run.run }))}
        >
          {words.resume}
        </Button>
      )}
      {run.state === 'done' && (
        <Button
          title={words.openTitle(run.title)}
          onClick={() => void act(words.open, async () => takeIn(await api().openRun({ run: run.run })))}
        >
          {words.open}
        </Button>
      )}
      {run.state === 'done' && <RevealFile file={{ run: run.run }} title={words.revealTitle(run.title)} />}
      {run.state !== 'running' && run.state !== 'elsewhere' && (
        <Button
          title={words.removeTitle(run.title)}
          onClick={() => {
            if (confirm(words.removeQuestion(run.title)))
              void act(words.remove, () => api().removeRun({ run: run.run }));
          }}
        >
          {words.remove}
        </Button>
      )}
    </div>
  );
}

function scoreText(epoch: Epoch | undefined): string {
  if (!epoch) return '';
  const { name, value } = epoch.validation;
  return `${strings.train.scores[name]} ${name === 'accuracy' ? formatPercent(value) : formatFigure(value)}`;
}
