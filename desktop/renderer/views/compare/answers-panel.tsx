import { formatCount, formatFigure, formatPercent } from '../../../../core/index.ts';
import type { AnswersPicture } from '../../../shared/index.ts';
import { Facts, Panel } from '../../parts/panel.tsx';
import { strings } from '../../strings.ts';

const words = strings.compare.answers;

/** How both models answer the same rows. */
export function AnswersPanel({ answers }: { readonly answers: AnswersPicture }) {
  const { data, rows, figure, before, after, loss, agreement, mcnemar } = answers;
  const format = figure === 'accuracy' ? formatPercent : formatFigure;
  return (
    <Panel wide title={words.title} about={words.about(formatCount(rows), data.name)}>
      <Facts
        facts={[
          [words.figures[figure], words.change(format(before), format(after))],
          [
            words.loss,
            words.lossText(formatPercent(loss.difference), formatPercent(loss.atMost), formatPercent(loss.confidence)),
          ],
          [words.agreement[figure], formatPercent(agreement)],
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
