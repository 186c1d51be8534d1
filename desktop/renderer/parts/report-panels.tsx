import type { Contract, ParamsOf, ReportPicture } from '../../shared/index.ts';
import { api } from '../state/api.ts';
import { attempt } from '../state/feedback.ts';
import { strings } from '../strings.ts';
import { Button } from './button.tsx';
import { CurvePlot } from './curve-plot.tsx';
import { FigureTable } from './figure-table.tsx';
import { LatencyPlot } from './latency-plot.tsx';
import { Panel } from './panel.tsx';
import { saveFile } from './save-file.ts';

interface ReportPanelsProps {
  readonly report: ReportPicture;
  /** What its page is of. */
  readonly asked: ParamsOf<Contract['reportPage']>;
}

/** What a report says, in panels: in words, in a table, as distributions and as a curve. */
export function ReportPanels({ report, asked }: ReportPanelsProps) {
  const { lead, sentences, table, latencies, tradeOff } = report;
  const save = async () => {
    await attempt(strings.parts.savePage, async () => {
      const { name, html } = await api().reportPage(asked);
      await saveFile(name, html, 'text/html');
    });
  };
  return (
    <>
      <Panel
        wide
        title={strings.parts.summary}
        actions={<Button onClick={() => void save()}>{strings.parts.savePage}</Button>}
      >
        {lead && <p class="lead">{lead}</p>}
        <ul class="sentences">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Panel>
      {table.models.length > 0 && (
        <Panel wide title={strings.parts.figures}>
          <FigureTable table={table} />
        </Panel>
      )}
      {latencies.length > 0 && (
        <Panel title={strings.parts.latency.title} about={strings.parts.latency.about}>
          <LatencyPlot latencies={latencies} />
        </Panel>
      )}
      {tradeOff && (
        <Panel title={strings.parts.curve.title(tradeOff.score)} about={strings.parts.curve.about(tradeOff.measuredOn)}>
          <CurvePlot curve={tradeOff} />
        </Panel>
      )}
    </>
  );
}
