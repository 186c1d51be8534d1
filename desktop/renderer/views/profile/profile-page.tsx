import type { OpenDocument } from '../../../shared/index.ts';
import { documents } from '../../state/documents.ts';
import { strings } from '../../strings.ts';
import { LivePanel } from './live-panel.tsx';
import { MeasureForm } from './measure-form.tsx';
import { OperatorPanel } from './operator-panel.tsx';
import { ResultPanels } from './result-panels.tsx';
import { latest, useLatestProfile } from './use-profile.ts';

/** The profiler of the runtime: what to measure, how it goes, what came of it, and where a call spends its time. */
export function ProfilePage({ document }: { readonly document: OpenDocument | undefined }) {
  useLatestProfile();
  const models = documents.value.filter(({ kind }) => kind === 'model');
  const job = latest.value;
  return (
    <div class="page">
      <header class="page-head">
        <h1>{strings.profile.title}</h1>
        <p>{strings.profile.about}</p>
      </header>
      <MeasureForm models={models} inFront={document?.kind === 'model' ? document.document : undefined} />
      {job && (job.state === 'done' ? <ResultPanels key={job.job} job={job} /> : <LivePanel key={job.job} job={job} />)}
      {models.length > 0 && <OperatorPanel models={models} />}
    </div>
  );
}
