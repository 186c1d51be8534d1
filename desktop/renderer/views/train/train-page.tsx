import { useState } from 'preact/hooks';
import { strings } from '../../strings.ts';
import { Curves } from './curves.tsx';
import { RunForm } from './run-form.tsx';
import { RunList } from './run-list.tsx';
import { runs, useRuns } from './use-runs.ts';

/** So many curves can be told apart. */
const mostCompared = 4;

/** Trainings: begin one, watch it, pause it and go on, look at several side by side. */
export function TrainPage() {
  useRuns();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const all = runs.value ?? [];
  const known = chosen.filter((run) => all.some((each) => each.run === run));
  const shown = known.length > 0 ? known : all.slice(0, 1).map(({ run }) => run);
  const toggle = (run: string) => {
    const rest = shown.filter((each) => each !== run);
    setChosen(rest.length < shown.length ? rest : [...rest, run].slice(-mostCompared));
  };
  return (
    <div class="page">
      <header class="page-head">
        <h1>{strings.train.title}</h1>
        <p>{strings.train.about}</p>
      </header>
      <RunForm onStarted={(run) => setChosen([run])} />
      <RunList runs={runs.value} shown={shown} toggle={toggle} />
      <Curves runs={all.filter(({ run }) => shown.includes(run))} />
    </div>
  );
}
