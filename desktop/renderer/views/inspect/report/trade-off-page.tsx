import { formatCount, formatFigure, formatPercent } from '../../../../../core/index.ts';
import type { OpenDocument } from '../../../../shared/index.ts';
import { Answered } from '../../../parts/answered.tsx';
import { CurvePlot } from '../../../parts/curve-plot.tsx';
import { NumberTable } from '../../../parts/number-table.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { useAnswer } from '../../../state/answer.ts';
import { api } from '../../../state/api.ts';
import { strings } from '../../../strings.ts';

const words = strings.parts.curve;

export function TradeOffPage({ document }: { readonly document: OpenDocument }) {
  const answer = useAnswer(document.document, (signal) =>
    api().inspectTradeOff({ document: document.document }, { signal }),
  );
  return (
    <Answered answer={answer}>
      {(curve) => {
        const format = curve.score === 'accuracy' ? formatPercent : formatFigure;
        return (
          <div class="page">
            <header class="page-head">
              <h1>{document.name}</h1>
              <p>{words.about(curve.measuredOn)}</p>
            </header>
            <Panel wide title={words.title(curve.score)}>
              <CurvePlot curve={curve} />
            </Panel>
            <Panel wide title={words.points}>
              <NumberTable
                caption={words.points}
                columns={[{ title: words.cut, words: true }, { title: words.parameters }, { title: curve.score }]}
                rows={curve.points.map(({ name, parameters, score }) => ({
                  key: name,
                  cells: [name, formatCount(parameters), format(score)],
                }))}
              />
            </Panel>
          </div>
        );
      }}
    </Answered>
  );
}
