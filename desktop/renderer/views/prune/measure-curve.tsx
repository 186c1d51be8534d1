import { useState } from 'preact/hooks';
import { messageOf } from '../../../../core/essentials.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/field.tsx';
import { Progress } from '../../parts/progress.tsx';
import { api } from '../../state/api.ts';
import { strings } from '../../strings.ts';
import { followJob } from './follow-job.ts';
import type { PruneSession } from './session.ts';

const words = strings.prune;
const curveCuts = 24;

/** Scores nested cuts on data that is named, which takes a while and can be called off. */
export function MeasureCurve({ session }: { readonly session: PruneSession }) {
  const { data, measuring, measuringError } = session;
  const job = measuring.value;
  // Back from another view, what is under way or went wrong is in sight.
  const [isOpen] = useState(job !== undefined || measuringError.value !== undefined);
  const measure = async () => {
    const { model } = session.current.value;
    const abort = new AbortController();
    measuringError.value = undefined;
    measuring.value = { share: undefined, abort };
    try {
      const { source, target } = data.value;
      const { job: started } = await api().measureCurve({
        document: session.document,
        criterion: model.basis.criterion,
        widths: model.choice.value.widths,
        data: { source, ...(target !== '' && { target }) },
        cuts: curveCuts,
      });
      const ended = await followJob(started, abort.signal, (share) => {
        measuring.value = { share, abort };
      });
      measuringError.value = ended.error?.message;
      await session.current.value.measured.learnCurves(new AbortController().signal);
    } catch (failure) {
      measuringError.value = messageOf(failure);
    } finally {
      measuring.value = undefined;
    }
  };
  return (
    <details class="measure-curve" open={isOpen}>
      <summary>{words.measureTitle}</summary>
      <p class="about">{words.measureAbout}</p>
      <div class="row">
        <TextField
          label={words.data}
          value={data.value.source}
          hint={words.dataHint}
          error={measuringError.value}
          onInput={(source) => {
            data.value = { ...data.value, source };
          }}
        />
        <TextField
          label={words.target}
          value={data.value.target}
          hint={words.targetHint}
          onInput={(target) => {
            data.value = { ...data.value, target };
          }}
        />
      </div>
      {job ? (
        <div class="row">
          <Progress label={words.measuring} share={job.share} />
          <Button onClick={() => job.abort.abort()}>{words.cancel}</Button>
        </div>
      ) : (
        <Button onClick={() => void measure()} disabled={data.value.source === ''}>
          {words.measureCurve}
        </Button>
      )}
    </details>
  );
}
