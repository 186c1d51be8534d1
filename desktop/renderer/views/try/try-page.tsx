import { useState } from 'preact/hooks';
import { formatRule } from '../../../../exporter/choices.ts';
import type { OpenDocument, PixelRange, TryInput, TryOffer } from '../../../shared/index.ts';
import { Answered } from '../../parts/answered.tsx';
import { Check } from '../../parts/check.tsx';
import { ChoiceField } from '../../parts/field.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useAnswer } from '../../state/answer.ts';
import { api } from '../../state/api.ts';
import { strings } from '../../strings.ts';
import { openPruneSession, type PruneSession } from '../prune/session.ts';
import { Answers } from './answers.tsx';
import { DrawPanel } from './draw-panel.tsx';
import type { Fed } from './fed.ts';
import { RowPanel } from './row-panel.tsx';

const words = strings.try;

export function TryPage({ document }: { readonly document: OpenDocument }) {
  const answer = useAnswer(document.document, async (signal) => {
    const id = document.document;
    const offer = await api().tryOffer({ document: id }, { signal });
    return { offer, session: document.kind === 'posterior' ? await openPruneSession(id) : undefined };
  });
  return (
    <Answered answer={answer}>
      {({ offer, session }) => <Try document={document} offer={offer} session={session} />}
    </Answered>
  );
}

interface TryProps {
  readonly document: OpenDocument;
  readonly offer: TryOffer;
  /** Of a posterior: the cut that is in front. */
  readonly session: PruneSession | undefined;
}

function Try({ document, offer, session }: TryProps) {
  const [fed, setFed] = useState<Fed>();
  const [withUncertainty, setUncertainty] = useState(false);
  const cut = session && cutOf(session);
  const keptInputs = session?.current.value.model.cut.value.kept[0];
  const readInputs = session && !session.current.value.model.basis.network.image ? keptInputs : undefined;
  const readings = [offer.input, ...(offer.assumed?.others ?? [])];
  const [reading, setReading] = useState(0);
  const [pixels, setPixels] = useState<PixelRange | undefined>(offer.assumed?.pixels);
  const input = readings[reading]!;
  return (
    <div class="page try">
      <header class="page-head">
        <h1>{document.name}</h1>
        <p>{session ? words.head : words.headModel}</p>
        {offer.assumed && <p class="about">{words.assumed}</p>}
      </header>
      {offer.assumed && (readings.length > 1 || input.kind === 'image') && (
        <Panel wide title={words.assumedTitle}>
          <div class="row">
            {readings.length > 1 && (
              <ChoiceField
                label={words.readAs}
                value={String(reading)}
                options={readings.map((each, at) => ({ value: String(at), text: readingText(each) }))}
                onChange={(value) => {
                  setReading(Number(value));
                  setFed(undefined);
                }}
              />
            )}
            {input.kind === 'image' && pixels && (
              <ChoiceField
                label={words.pixels}
                value={pixels}
                options={pixelRanges.map((value) => ({ value, text: words.pixelRanges[value] }))}
                onChange={setPixels}
                hint={words.pixelsHint}
              />
            )}
          </div>
        </Panel>
      )}
      {input.kind === 'image' ? (
        <DrawPanel input={input} readInputs={readInputs} onFed={setFed} pixels={pixels} />
      ) : (
        <RowPanel input={input} readInputs={readInputs} onFed={setFed} />
      )}
      <Panel title={words.answersTitle}>
        {offer.knowsUncertainty && (
          <>
            <Check label={words.uncertainty} isOn={withUncertainty} onChange={setUncertainty} />
            {withUncertainty && <p class="about">{words.uncertaintyAbout}</p>}
          </>
        )}
        {fed ? (
          <AnswersOf document={document} offer={offer} fed={fed} cut={cut} withUncertainty={withUncertainty} />
        ) : (
          <p class="about">{input.kind === 'image' ? words.nothing : words.empty}</p>
        )}
      </Panel>
    </div>
  );
}

const pixelRanges: readonly PixelRange[] = ['unit', 'signed', 'bytes'];

function readingText(input: TryInput): string {
  return input.kind === 'image'
    ? words.asPicture(input.height, input.width, input.channels)
    : words.asRow(input.columns.length);
}

type AskedCut = NonNullable<Parameters<ReturnType<typeof api>['tryRows']>[0]['cut']>;

interface AnswersOfProps {
  readonly document: OpenDocument;
  readonly offer: TryOffer;
  readonly fed: Fed;
  readonly cut: AskedCut | undefined;
  readonly withUncertainty: boolean;
}

function AnswersOf({ document, offer, fed, cut, withUncertainty }: AnswersOfProps) {
  const key = JSON.stringify([document.document, fed.id, cut, withUncertainty]);
  const answer = useAnswer(key, (signal) =>
    api().tryRows(
      {
        document: document.document,
        rows: fed.rows,
        count: fed.count,
        texts: [...fed.texts],
        withUncertainty,
        ...(cut && { cut }),
      },
      { signal },
    ),
  );
  return (
    <Answered answer={answer}>
      {(answers) => (
        <>
          <Answers answers={answers} task={offer.task} />
          {answers.softmax && <p class="about">{words.softmax}</p>}
        </>
      )}
    </Answered>
  );
}

function cutOf(session: PruneSession): AskedCut {
  const { model, measured } = session.current.value;
  const { document: _, ...order } = measured.order;
  return {
    ...order,
    widths: model.widths.value,
    rule: formatRule(model.cut.value.rule),
  };
}
