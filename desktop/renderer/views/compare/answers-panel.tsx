import type { AnswersPicture } from '../../../shared/index.ts';
import { formatCount, formatFigure, formatShare } from '../../parts/format.ts';
import { Facts, Panel } from '../../parts/panel.tsx';
import { strings } from '../../strings.ts';

const words = strings.compare.answers;

/** How both models answer the same rows. */
export function AnswersPanel({ answers }: { readonly answers: AnswersPicture }) {
  const { data, rows, figure, before, after, loss, agreement, mcnemar } = answers;
  const format = figure === 'accuracy' ? formatShare : formatFigure;
  return (
    <Panel wide title={words.title} about={words.about(formatCount(rows), data.name)}>
      <Facts
        facts={[
          [words.figures[figure], words.change(format(before), format(after))],
          [
            words.loss,
            words.lossText(formatShare(loss.difference), formatShare(loss.atMost), formatShare(loss.confidence)),
          ],
          [words.agreement[figure], formatShare(agreement)],
          ...(mcnemar
            ? [
                [
                  words.mcnemar,
                  words.mcnemarText(mcnemar.onlyBefore, mcnemar.onlyAfter, formatFigure(mcnemar.pValue)),
                ] as const,
              ]
            : []),
        ]}
      />
    </Panel>
  );
}
