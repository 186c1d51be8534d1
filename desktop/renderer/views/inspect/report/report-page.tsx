import type { OpenDocument } from '../../../../shared/index.ts';
import { Answered } from '../../../parts/answered.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { ReportPanels } from '../../../parts/report-panels.tsx';
import { useAnswer } from '../../../state/answer.ts';
import { api } from '../../../state/api.ts';
import { strings } from '../../../strings.ts';

export function ReportPage({ document }: { readonly document: OpenDocument }) {
  const asked = { document: document.document };
  const answer = useAnswer(document.document, (signal) => api().inspectReport(asked, { signal }));
  return (
    <Answered answer={answer}>
      {(report) => (
        <div class="page">
          <header class="page-head">
            <h1>{report.title}</h1>
            <p>{strings.parts.measuredOn(new Date(report.createdAt).toLocaleString(), report.machine)}</p>
          </header>
          <ReportPanels report={report} asked={asked} />
          {report.table.models.length === 0 && (
            <Panel title={strings.parts.figures}>
              <p class="about">{strings.parts.noModels}</p>
            </Panel>
          )}
        </div>
      )}
    </Answered>
  );
}
