import type { JobOf } from '../../../shared/index.ts';
import { Answered } from '../../parts/answered.tsx';
import { Button } from '../../parts/button.tsx';
import { FigureTable } from '../../parts/figure-table.tsx';
import { LatencyPlot } from '../../parts/latency-plot.tsx';
import { Panel } from '../../parts/panel.tsx';
import { saveResult } from '../../parts/save-result.ts';
import { useAnswer } from '../../state/answer.ts';
import { api } from '../../state/api.ts';
import { openFiles } from '../../state/documents.ts';
import { strings } from '../../strings.ts';

const words = strings.profile.result;
const fileName = 'profile.json';

/** What was measured, in words and figures; kept as a file where the user says so. */
export function ResultPanels({ job }: { readonly job: JobOf<'profile'> }) {
  const answer = useAnswer(job.job, (signal) => api().profileResult({ job: job.job }, { signal }));
  const json = () => `${JSON.stringify(job.result)}\n`;
  return (
    <Answered answer={answer}>
      {({ lead, sentences, table, latencies }) => (
        <>
          <Panel title={strings.parts.latency.title} about={strings.parts.latency.about}>
            <LatencyPlot latencies={latencies} />
          </Panel>
          <Panel
            wide
            title={words.title}
            actions={
              <>
                <Button onClick={() => void saveResult(job.job, fileName, json())}>{words.save}</Button>
                <Button title={words.openHint} onClick={() => void openFiles([new File([json()], fileName)])}>
                  {words.open}
                </Button>
              </>
            }
          >
            {lead && <p class="lead">{lead}</p>}
            <ul class="sentences">
              {[...new Set([...sentences, ...job.notes])].map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
            <FigureTable table={table} />
          </Panel>
        </>
      )}
    </Answered>
  );
}
