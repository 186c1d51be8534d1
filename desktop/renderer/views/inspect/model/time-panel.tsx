import { formatFigure, formatPercent } from '../../../../../core/index.ts';
import type { ModelPicture, OperatorTime } from '../../../../shared/index.ts';
import { Button } from '../../../parts/button.tsx';
import type { NodeTimes } from '../../../parts/graph/node-times.ts';
import { NumberTable } from '../../../parts/number-table.tsx';
import { Panel } from '../../../parts/panel.tsx';
import type { Answer } from '../../../state/answer.ts';
import { measureOperatorTimes } from '../../../state/operator-times.ts';
import { strings } from '../../../strings.ts';

const words = strings.inspect.model.times;
const shownAtMost = 12;

interface TimePanelProps {
  readonly document: string;
  readonly picture: ModelPicture;
  /** Of the measurement that the times are from. */
  readonly answer: Answer<readonly OperatorTime[]>;
  readonly times: NodeTimes | undefined;
  /** In the model's list of nodes. */
  readonly onChoose: (node: number) => void;
}

/** What the times on the graph mean, and the nodes that take most of them. */
export function TimePanel({ document, picture, answer, times, onChoose }: TimePanelProps) {
  const isWaiting = answer.state === 'waiting';
  return (
    <Panel
      title={words.title}
      about={words.about}
      actions={
        <Button disabled={isWaiting} onClick={() => void measureOperatorTimes(document)}>
          {words.again}
        </Button>
      }
    >
      {isWaiting && (
        <p class="waiting" role="status">
          {words.measuring}
        </p>
      )}
      {answer.state === 'failed' && (
        <p class="failed" role="alert">
          {answer.message}
        </p>
      )}
      {times && <LongestNodes picture={picture} times={times} onChoose={onChoose} />}
    </Panel>
  );
}

function LongestNodes({
  picture,
  times,
  onChoose,
}: Pick<TimePanelProps, 'picture' | 'onChoose'> & { readonly times: NodeTimes }) {
  const longest = [...times.byNode].sort(([, a], [, b]) => b.share - a.share).slice(0, shownAtMost);
  const beside = times.beside.reduce((sum, { share }) => sum + share, 0);
  return (
    <>
      <NumberTable
        caption={words.longest}
        columns={[{ title: words.node, words: true }, { title: words.share }, { title: words.mean, unit: 'µs' }]}
        rows={longest.map(([node, { share, meanUs }]) => {
          const { operator, name, outputs } = picture.nodes[node]!;
          return {
            key: String(node),
            cells: [
              <button
                key="node"
                type="button"
                class="inline-button node-name"
                title={name || outputs[0]}
                onClick={() => onChoose(node)}
              >
                {operator} {name || outputs[0]}
              </button>,
              formatPercent(share),
              formatFigure(meanUs),
            ],
          };
        })}
      />
      {times.beside.length > 0 && (
        <p class="about">
          {words.beside(formatPercent(beside), [...new Set(times.beside.map(({ operator }) => operator))].join(', '))}
        </p>
      )}
    </>
  );
}
