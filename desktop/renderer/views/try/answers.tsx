import { formatFigure, formatPercent, type Task } from '../../../../core/index.ts';
import type { TryAnswer, TryAnswers } from '../../../shared/index.ts';
import { type Column, NumberTable } from '../../parts/number-table.tsx';
import { Facts } from '../../parts/panel.tsx';
import { ShareBars } from '../../parts/share-bars.tsx';
import { strings } from '../../strings.ts';

const words = strings.try;
/** Of a distribution over more labels the likeliest are shown. */
const shownLabels = 12;

/** What uncut and cut answer: of one row in full, of many side by side. */
export function Answers({ answers, task }: { readonly answers: TryAnswers; readonly task: Task }) {
  const { uncut, cut } = answers;
  if (cut.length > 1) return <ManyRows answers={answers} task={task} />;
  return (
    <div class="answers" role="status">
      {uncut && <One title={words.uncut} answer={uncut[0]!} task={task} />}
      <One title={uncut ? words.cut : words.model} answer={cut[0]!} task={task} />
    </div>
  );
}

interface OneProps {
  readonly title: string;
  readonly answer: TryAnswer;
  readonly task: Task;
}

function One({ title, answer, task }: OneProps) {
  return (
    <section class="answer" aria-label={title}>
      <h3>{title}</h3>
      <p class="answer-value">{saidBy(answer)}</p>
      {answer.probabilities && task.kind === 'classification' && (
        <Probabilities probabilities={answer.probabilities} labels={task.labels} />
      )}
      <Facts facts={uncertaintyOf(answer)} />
    </section>
  );
}

function Probabilities({
  probabilities,
  labels,
}: {
  readonly probabilities: Float32Array;
  readonly labels: readonly string[];
}) {
  const all = Array.from(probabilities, (probability, at) => ({ label: labels[at] ?? String(at), probability }));
  const shown =
    all.length <= shownLabels ? all : [...all].sort((a, b) => b.probability - a.probability).slice(0, shownLabels);
  const best = Math.max(...probabilities);
  return (
    <ShareBars
      bars={shown.map(({ label, probability }) => ({
        name: label,
        share: probability,
        mark: probability === best ? 'best' : undefined,
      }))}
    />
  );
}

function ManyRows({ answers: { uncut, cut }, task }: { readonly answers: TryAnswers; readonly task: Task }) {
  const isClass = task.kind === 'classification';
  const columns: Column[] = [
    { title: words.row },
    ...(uncut ? [{ title: words.uncut, words: isClass }, { title: words.certaintyOf(words.uncut) }] : []),
    { title: uncut ? words.cut : words.model, words: isClass },
    { title: words.certaintyOf(uncut ? words.cut : words.model) },
  ];
  const same = uncut?.filter((answer, row) => saidBy(answer) === saidBy(cut[row]!)).length;
  return (
    <div role="status">
      {isClass && same !== undefined && <p class="about">{words.agree(same, cut.length)}</p>}
      <NumberTable
        caption={words.answersTitle}
        columns={columns}
        rows={cut.map((answer, row) => ({
          key: String(row),
          cells: [
            row + 1,
            ...(uncut ? [saidBy(uncut[row]!), certaintyOf(uncut[row]!)] : []),
            saidBy(answer),
            certaintyOf(answer),
          ],
        }))}
      />
    </div>
  );
}

function saidBy({ label, value }: TryAnswer): string {
  return label ?? (value === undefined ? '' : formatFigure(value));
}

function certaintyOf({ probabilities, index, stdDev }: TryAnswer): string {
  if (probabilities && index !== undefined) return formatPercent(probabilities[index]!);
  return stdDev === undefined ? '' : `± ${formatFigure(stdDev)}`;
}

function uncertaintyOf({ entropy, mutualInformation, stdDev, interval }: TryAnswer): [string, string][] {
  const facts: [string, string | undefined][] = [
    [words.entropy, entropy === undefined ? undefined : formatFigure(entropy)],
    [words.mutualInformation, mutualInformation === undefined ? undefined : formatFigure(mutualInformation)],
    [words.stdDev, stdDev === undefined ? undefined : formatFigure(stdDev)],
    [words.interval, interval && `${formatFigure(interval[0])} – ${formatFigure(interval[1])}`],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
