import { useState } from 'preact/hooks';
import type { NamedData, OpenDocument } from '../../../shared/index.ts';
import { Answered } from '../../parts/answered.tsx';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { ChoiceField } from '../../parts/field.tsx';
import { ReportPanels } from '../../parts/report-panels.tsx';
import { useAnswer } from '../../state/answer.ts';
import { api } from '../../state/api.ts';
import { documents } from '../../state/documents.ts';
import { strings } from '../../strings.ts';
import { AlignmentPanel } from './alignment-panel.tsx';
import { AnswersPanel } from './answers-panel.tsx';
import { DataForm } from './data-form.tsx';

const words = strings.compare;

export function ComparePage({ document }: { readonly document: OpenDocument | undefined }) {
  const choices = documents.value.filter(({ kind }) => kind === 'model' || kind === 'profile');
  const [chosen, choose] = useState<{ readonly before?: string; readonly after?: string }>({});
  const [data, setData] = useState<NamedData>();
  // What was chosen may be closed by now.
  const known = (id: string | undefined) => choices.find((each) => each.document === id)?.document;
  const after = known(chosen.after) ?? known(document?.document) ?? choices.at(-1)?.document;
  const before = known(chosen.before) ?? choices.find((each) => each.document !== after)?.document;
  if (before === undefined || after === undefined) {
    return <Empty icon="M4 4h6v16H4zM14 8h6v12h-6z" title={words.emptyTitle} text={words.emptyText} />;
  }
  const options = choices.map(({ document: value, name }) => ({ value, text: name }));
  return (
    <div class="page">
      <header class="page-head">
        <h1>{words.title}</h1>
        <div class="compare-choice">
          <ChoiceField
            label={words.before}
            value={before}
            options={options}
            onChange={(value) => choose({ before: value, after })}
          />
          <Button onClick={() => choose({ before: after, after: before })}>{words.swap}</Button>
          <ChoiceField
            label={words.after}
            value={after}
            options={options}
            onChange={(value) => choose({ before, after: value })}
          />
        </div>
        <DataForm onAsk={setData} />
      </header>
      {before === after ? (
        <p class="waiting">{words.sameFile}</p>
      ) : (
        <Compared key={`${before} ${after}`} before={before} after={after} data={data} />
      )}
    </div>
  );
}

interface ComparedProps {
  readonly before: string;
  readonly after: string;
  readonly data: NamedData | undefined;
}

function Compared({ before, after, data }: ComparedProps) {
  const asked = { before, after, ...(data && { data }) };
  const answer = useAnswer(JSON.stringify(asked), (signal) => api().compareDocuments(asked, { signal }));
  return (
    <>
      <Answered answer={answer}>
        {({ report, answers, nodes }) => (
          <>
            <ReportPanels report={report} asked={asked} />
            {answers && <AnswersPanel answers={answers} />}
            {nodes && <AlignmentPanel nodes={nodes} />}
          </>
        )}
      </Answered>
      {/* Data that cannot be asked about hide nothing of the models themselves. */}
      {data && answer.state === 'failed' && <Compared before={before} after={after} data={undefined} />}
    </>
  );
}
