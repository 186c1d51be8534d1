import { useState } from 'preact/hooks';
import { formatBytes, formatCount, formatFigure } from '../../../../../core/index.ts';
import type { OpenDocument, PosteriorPicture } from '../../../../shared/index.ts';
import { Answered } from '../../../parts/answered.tsx';
import { Facts, Panel } from '../../../parts/panel.tsx';
import { useAnswer } from '../../../state/answer.ts';
import { api } from '../../../state/api.ts';
import { strings } from '../../../strings.ts';
import { InclusionPanel } from './inclusion-panel.tsx';
import { InputPanel } from './input-panel.tsx';
import { LayerTable } from './layer-table.tsx';
import { NetworkStrip } from './network-strip.tsx';
import { WeightsPanel } from './weights-panel.tsx';

const words = strings.inspect.posterior;

export function PosteriorPage({ document }: { readonly document: OpenDocument }) {
  const answer = useAnswer(document.document, (signal) =>
    api().inspectPosterior({ document: document.document }, { signal }),
  );
  return <Answered answer={answer}>{(picture) => <Posterior document={document} picture={picture} />}</Answered>;
}

function Posterior({ document, picture }: { readonly document: OpenDocument; readonly picture: PosteriorPicture }) {
  const firstWeighted = picture.layers.findIndex(({ weights }) => weights);
  /** Of all layers; -1 are the inputs. */
  const [chosen, choose] = useState(firstWeighted);
  const cost = picture.layers[chosen]?.weights;
  return (
    <div class="page">
      <header class="page-head">
        <h1>{document.name}</h1>
        <p>{words.head(picture.network, picture.parameters, picture.macs)}</p>
      </header>
      <Panel wide title={words.networkTitle} about={words.networkAbout}>
        <NetworkStrip picture={picture} chosen={chosen} onChoose={choose} />
      </Panel>
      <InclusionPanel picture={picture} layer={chosen} />
      {cost ? (
        <WeightsPanel document={document.document} layer={chosen} notation={picture.layers[chosen]!.notation} />
      ) : (
        <InputPanel picture={picture} />
      )}
      <Panel wide title={words.layersTitle}>
        <LayerTable picture={picture} />
      </Panel>
      {cost && <InputPanel picture={picture} />}
      <Panel title={words.aboutTitle}>
        <About picture={picture} />
      </Panel>
    </div>
  );
}

function About({ picture }: { readonly picture: PosteriorPicture }) {
  const { task, family, prior, data, seed, metrics, tensorBytes } = picture;
  return (
    <Facts
      facts={[
        [words.task, task.kind === 'regression' ? words.regression(task.target) : words.classes(task.labels)],
        [words.family, family],
        [words.prior, words.priorText(prior.name, prior.slabScales.map(formatFigure).join(', '), prior.slabLearned)],
        [words.data, data.name],
        [words.dataHash, <code key="hash">{data.sha256.slice(0, 16)}</code>],
        [words.seed, formatCount(seed)],
        [words.memory, formatBytes(tensorBytes)],
        ...Object.entries(metrics).map(([name, value]): [string, string] => [spaced(name), formatFigure(value)]),
      ]}
    />
  );
}

/** `validationAccuracy` as `Validation accuracy`. */
function spaced(name: string): string {
  const text = name.replaceAll(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
  return text.charAt(0).toUpperCase() + text.slice(1);
}
