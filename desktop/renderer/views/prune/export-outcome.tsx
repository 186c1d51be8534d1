import { formatCount, formatFigure, formatPercent } from '../../../../core/index.ts';
import type { JobOf } from '../../../shared/index.ts';
import { isDesktop } from '../../connection/index.ts';
import { Button } from '../../parts/button.tsx';
import { RevealFile } from '../../parts/reveal-file.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { api } from '../../state/api.ts';
import { openPath } from '../../state/documents.ts';
import { attempt } from '../../state/feedback.ts';
import { strings } from '../../strings.ts';
import { formatScore } from './figure-cards.tsx';

const words = strings.prune;

/** What was written and what it is worth, or why nothing was. */
export function ExportOutcome({ job }: { readonly job: JobOf<'export'> }) {
  const { state, result, error, notes } = job;
  if (state === 'cancelled') return <p role="status">{words.cancelled}</p>;
  if (!result) {
    return (
      <p class="failed" role="alert">
        {error?.message}
      </p>
    );
  }
  const { output, plan, before, after, fineTuned, test, storageCost, rounding, calibration, weights } = result;
  const size = (bytes: number) => `${formatCount(bytes)} bytes`;
  const isFile = output.endsWith('.onnx');
  return (
    <div class="outcome" role="status">
      <p>{words.exported(output)}</p>
      <p>
        {words.exportedSize(
          size(before.sizeBytes),
          size(after.sizeBytes),
          formatPercent(after.sizeBytes / before.sizeBytes),
        )}
      </p>
      {fineTuned && <p>{words.exportedScore(fineTuned.name, formatScore(fineTuned.name, fineTuned.value))}</p>}
      {plan?.guarantee && <p>{plan.guarantee.statement}</p>}
      {test && <p>{words.exportedTest(test.name, formatScore(test.name, test.value), formatCount(test.rows))}</p>}
      {typeof weights !== 'string' && <p>{words.exportedFormats(weights.join(', '))}</p>}
      {storageCost && (
        <p>
          {words.exportedStorage(
            storageCost.after.name,
            formatScore(storageCost.before.name, storageCost.before.value),
            formatScore(storageCost.after.name, storageCost.after.value),
          )}
        </p>
      )}
      {rounding && (
        <p>
          {words.exportedRounding(
            rounding.unrounded.network,
            formatFigure(rounding.latency.p50Ratio),
            formatFigure(rounding.latency.p50RatioInterval[0]),
            formatFigure(rounding.latency.p50RatioInterval[1]),
          )}
        </p>
      )}
      {calibration && (
        <p>
          {words.exportedCalibration(
            calibration.measuredOn,
            formatFigure(calibration.before.negativeLogLikelihood),
            formatFigure(calibration.after.negativeLogLikelihood),
          )}
        </p>
      )}
      {notes.map((note) => (
        <p key={note} class="about">
          {note}
        </p>
      ))}
      <div class="row">
        {isFile && <Button onClick={() => void openPath(output)}>{words.openIt}</Button>}
        <RevealFile file={{ job: job.job }} />
        {isFile && !isDesktop() && (
          <Button onClick={() => void attempt(words.download, () => download(job.job))}>{words.download}</Button>
        )}
      </div>
    </div>
  );
}

async function download(job: string): Promise<void> {
  const { name, bytes } = await api().exportedFile({ job });
  await saveFile(name, bytes as Uint8Array<ArrayBuffer>);
}
