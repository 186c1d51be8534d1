import { useMemo, useState } from 'preact/hooks';
import { formatBytes, formatCount, formatPercent } from '../../../../../core/index.ts';
import type { ModelPicture, OpenDocument } from '../../../../shared/index.ts';
import { Answered } from '../../../parts/answered.tsx';
import { Check } from '../../../parts/check.tsx';
import { drawnGraph } from '../../../parts/graph/graph-links.ts';
import { GraphView } from '../../../parts/graph/graph-view.tsx';
import { layoutGraph } from '../../../parts/graph/layout.ts';
import { nodeTimes } from '../../../parts/graph/node-times.ts';
import { Panel } from '../../../parts/panel.tsx';
import { useAnswer } from '../../../state/answer.ts';
import { api } from '../../../state/api.ts';
import { measureOperatorTimes, operatorTimesOf } from '../../../state/operator-times.ts';
import { strings } from '../../../strings.ts';
import { ModelFacts } from './model-facts.tsx';
import { NodePanel } from './node-panel.tsx';
import { NodeSearch } from './node-search.tsx';
import { shapeText } from './shape-text.ts';
import { TimePanel } from './time-panel.tsx';

const words = strings.inspect.model;

export function ModelPage({ document }: { readonly document: OpenDocument }) {
  const answer = useAnswer(document.document, (signal) =>
    api().inspectModel({ document: document.document }, { signal }),
  );
  return <Answered answer={answer}>{(picture) => <Model document={document} picture={picture} />}</Answered>;
}

function Model({ document, picture }: { readonly document: OpenDocument; readonly picture: ModelPicture }) {
  const graph = useMemo(() => drawnGraph(picture), [picture]);
  const layout = useMemo(() => layoutGraph(graph.nodes.length, graph.links), [graph]);
  const shapes = useMemo(() => new Map(picture.shapes), [picture]);
  const tensors = useMemo(() => new Map(picture.tensors.map(({ name }, at) => [name, at])), [picture]);
  /** Among the drawn nodes. */
  const [chosen, choose] = useState<number>();
  const node = chosen === undefined ? undefined : graph.nodes[chosen];
  const timed = operatorTimesOf(document.document);
  const answer = timed.isOnGraph.value ? timed.answer.value : undefined;
  const measured = answer?.state === 'ready' ? answer.value : undefined;
  const times = useMemo(() => measured && nodeTimes(picture.nodes, measured), [picture, measured]);
  const showTimes = (isOn: boolean) => {
    timed.isOnGraph.value = isOn;
    if (isOn && timed.answer.value?.state !== 'ready') void measureOperatorTimes(document.document);
  };
  const boxAt = (drawn: number) => {
    const time = times?.byNode.get(graph.nodes[drawn]!);
    const { operator, inputs, outputs } = picture.nodes[graph.nodes[drawn]!]!;
    const weights = inputs.some((input) => (picture.tensors[tensors.get(input) ?? -1]?.shape.length ?? 0) > 1);
    return {
      title: operator,
      text: shapeText(shapes.get(outputs[0] ?? '')) || (outputs[0] ?? ''),
      mark: weights ? ({ kind: 'weights' } as const) : undefined,
      share: time && { value: time.share, word: formatPercent(time.share) },
    };
  };
  return (
    <div class="model-page">
      <header class="page-head">
        <h1>{document.name}</h1>
        <p>
          {words.head(
            picture.nodes.length,
            formatCount(picture.parameters),
            picture.macs === undefined ? undefined : formatCount(picture.macs),
            formatBytes(document.sizeBytes),
          )}
        </p>
      </header>
      <section class="model-graph" aria-label={words.graphTitle}>
        <NodeSearch
          nodes={graph.nodes.map((at) => picture.nodes[at]!)}
          onChoose={choose}
          isCleared={chosen === undefined}
          onClear={() => choose(undefined)}
        />
        <div class="model-hidden">
          <Check label={words.times.show} isOn={timed.isOnGraph.value} onChange={showTimes} />
          {graph.nodes.length < picture.nodes.length && (
            <span>{words.hidden(picture.nodes.length - graph.nodes.length)}</span>
          )}
        </div>
        {graph.nodes.length === 0 ? (
          <p class="about">{words.noNodes}</p>
        ) : (
          <GraphView
            label={words.graphLabel(graph.nodes.length)}
            layout={layout}
            boxAt={boxAt}
            chosen={chosen}
            onChoose={choose}
          />
        )}
      </section>
      <div class="model-side">
        {node === undefined ? (
          <>
            {answer && (
              <TimePanel
                document={document.document}
                picture={picture}
                answer={answer}
                times={times}
                onChoose={(at) => choose(graph.nodes.indexOf(at))}
              />
            )}
            <ModelFacts picture={picture} document={document.document} />
          </>
        ) : (
          <Panel title={picture.nodes[node]!.operator}>
            <NodePanel
              key={node}
              document={document.document}
              picture={picture}
              node={node}
              shapes={shapes}
              tensors={tensors}
              times={times}
            />
          </Panel>
        )}
      </div>
    </div>
  );
}
