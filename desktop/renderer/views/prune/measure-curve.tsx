import { messageOf } from '../../../../core/essentials.ts';
import { Button } from '../../parts/button.tsx';
import { Progress } from '../../parts/progress.tsx';
import { api } from '../../state/api.ts';
import { strings } from '../../strings.ts';
import { followJob } from './follow-job.ts';
import { namedDataOf } from './named-data.ts';
import type { PruneSession } from './session.ts';

const words = strings.prune;
const curveCuts = 24;

/** Scores nested cuts on data that is named, which takes a while and can be called off. */
export function MeasureCurve({ session }: { readonly session: PruneSession }) {
  const { data, measuring, measuringError } = session;
  const job = measuring.value;
  const named = namedDataOf(data.value);
  const { model, measured } = session.current.value;
  const isScoredOnData = measured.order.scoredOn !== undefined;
  const measure = async () => {
    if (!named) return;
    const abort = new AbortController();
    measuringError.value = undefined;
    measuring.value = { share: undefined, abort };
    try {
      const { job: started } = await api().measureCurve({
        document: session.document,
        criterion: model.basis.criterion,
        widths: model.widths.value,
        data: named,
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
    <div class="measure-curve">
      <p class="about">{isScoredOnData ? words.measureByTaylor : words.measureAbout}</p>
      {measuringError.value !== undefined && (
        <p class="failed" role="alert">
          {measuringError.value}
        </p>
      )}
      {job ? (
        <div class="row">
          <Progress label={words.measuring} share={job.share} />
          <Button onClick={() => job.abort.abort()}>{words.cancel}</Button>
        </div>
      ) : (
        <Button onClick={() => void measure()} disabled={!named || isScoredOnData}>
          {words.measureCurve}
        </Button>
      )}
    </div>
  );
}
