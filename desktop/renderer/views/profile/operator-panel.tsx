import { useState } from 'preact/hooks';
import { formatBytes, formatFigure, formatPercent } from '../../../../core/index.ts';
import type { OpenDocument } from '../../../shared/index.ts';
import { Answered } from '../../parts/answered.tsx';
import { Button } from '../../parts/button.tsx';
import { NumberTable } from '../../parts/number-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { bringToFront } from '../../state/documents.ts';
import { goTo } from '../../state/navigation.ts';
import { measureOperatorTimes, operatorTimesOf } from '../../state/operator-times.ts';
import { strings } from '../../strings.ts';

const words = strings.profile.operators;

/** Per operator, asked for a model at a time: it is a measurement of its own. */
export function OperatorPanel({ models }: { readonly models: readonly OpenDocument[] }) {
  const [asked, ask] = useState<string>();
  const known = models.find(({ document }) => document === asked);
  return (
    <Panel
      wide
      title={words.title}
      about={words.about}
      actions={models.map(({ document, name }) => (
        <Button
          key={document}
          onClick={() => {
            ask(document);
            void measureOperatorTimes(document);
          }}
        >
          {words.ask(name)}
        </Button>
      ))}
    >
      {known && <Operators key={known.document} model={known} />}
    </Panel>
  );
}

function Operators({ model }: { readonly model: OpenDocument }) {
  const { document } = model;
  const { answer, isOnGraph } = operatorTimesOf(document);
  const showGraph = () => {
    isOnGraph.value = true;
    bringToFront(document);
    goTo('inspect');
  };
  return (
    <Answered answer={answer.value ?? { state: 'waiting' }}>
      {(operators) => (
        <>
          <Button onClick={showGraph}>{words.onGraph}</Button>
          <NumberTable
            caption={`${words.title}: ${model.name}`}
            columns={[
              { title: words.node, words: true },
              { title: words.operator, words: true },
              { title: words.share },
              { title: words.mean, unit: 'µs' },
              { title: words.output },
            ]}
            rows={operators.map(({ node, operator, meanUs, share, outputBytes }, at) => ({
              key: `${at} ${node}`,
              cells: [
                node,
                operator,
                <span key="share" class="operator-share">
                  <meter min={0} max={1} value={share} aria-label={node} />
                  {formatPercent(share)}
                </span>,
                formatFigure(meanUs),
                formatBytes(outputBytes),
              ],
            }))}
          />
        </>
      )}
    </Answered>
  );
}
