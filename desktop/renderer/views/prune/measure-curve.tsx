import type { NamedData } from '../../../shared/index.ts';
import { Button } from '../../parts/button.tsx';
import { Progress } from '../../parts/progress.tsx';
import { api } from '../../state/api.ts';
import { strings } from '../../strings.ts';
import { namedDataOf } from './named-data.ts';
import type { PruneSession } from './session.ts';
import { followCurve } from './session-jobs.ts';

const words = strings.prune;
const curveCuts = 24;

/** Scores nested cuts on data that is named, which takes a while and can be called off. */
export function MeasureCurve({ session }: { readonly session: PruneSession }) {
  const { data, measuring, measuringError } = session;
  const job = measuring.value;
  const named = namedDataOf(data.value);
  const { model, measured } = session.current.value;
  const isScoredOnData = measured.order.scoredOn !== undefined;
  const measure = (on: NamedData) =>
    followCurve(session, async () => {
      const { job: started } = await api().measureCurve({
        document: session.document,
        criterion: model.basis.criterion,
        widths: model.widths.value,
        data: on,
        cuts: curveCuts,
      });
      return started;
    });
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
        <Button onClick={() => named && void measure(named)} disabled={!named || isScoredOnData}>
          {words.measureCurve}
        </Button>
      )}
    </div>
  );
}
