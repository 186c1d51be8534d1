import { useState } from 'preact/hooks';
import { formatFigure, formatPercent } from '../../../../../core/index.ts';
import type { ModelPicture } from '../../../../shared/index.ts';
import { Answered } from '../../../parts/answered.tsx';
import type { NodeTimes } from '../../../parts/graph/node-times.ts';
import { Facts } from '../../../parts/panel.tsx';
import { useAnswer } from '../../../state/answer.ts';
import { api } from '../../../state/api.ts';
import { strings } from '../../../strings.ts';
import { shapeText } from './shape-text.ts';
import { TensorPanel } from './tensor-panel.tsx';

const words = strings.inspect.model;

interface NodePanelProps {
  readonly document: string;
  readonly picture: ModelPicture;
  /** In the model's list. */
  readonly node: number;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Places of initializers by name. */
  readonly tensors: ReadonlyMap<string, number>;
  /** Where they are shown. */
  readonly times: NodeTimes | undefined;
}

/** All there is to know of one node. */
export function NodePanel({ document, picture, node, shapes, tensors, times }: NodePanelProps) {
  const { name, inputs, outputs } = picture.nodes[node]!;
  const held = inputs.flatMap((input) => tensors.get(input) ?? []);
  const [tensor, show] = useState<number | undefined>(held[0]);
  const answer = useAnswer(`${document} ${node}`, (signal) => api().nodeDetails({ document, node }, { signal }));
  const valueFacts = (values: readonly string[]) =>
    values.map((value, at): readonly [string, preact.ComponentChildren] => {
      const place = tensors.get(value);
      return [
        String(at + 1),
        value === '' ? (
          words.leftOut
        ) : (
          <>
            <span class="mono">{value}</span> <span class="unit">{shapeText(shapes.get(value))}</span>
            {place !== undefined && (
              <button type="button" class="inline-button" aria-pressed={place === tensor} onClick={() => show(place)}>
                {words.values}
              </button>
            )}
          </>
        ),
      ];
    });
  return (
    <div class="node-panel">
      <Facts
        facts={[
          [words.name, name === '' ? words.noName : <span class="mono">{name}</span>],
          ...(times ? [[words.times.ofNode, timeText(times, node)] as const] : []),
        ]}
      />
      <h3>{words.inputs}</h3>
      <Facts facts={valueFacts(inputs)} />
      <h3>{words.outputs}</h3>
      <Facts facts={valueFacts(outputs)} />
      <h3>{words.attributes}</h3>
      <Answered answer={answer}>
        {({ attributes }) =>
          attributes.length === 0 ? (
            <p class="about">{words.noAttributes}</p>
          ) : (
            <Facts
              facts={attributes.map(({ name: key, type, text }) => [
                key,
                <Attribute key={key} type={type} text={text} />,
              ])}
            />
          )
        }
      </Answered>
      {tensor !== undefined && <TensorPanel document={document} tensor={tensor} picture={picture.tensors[tensor]!} />}
    </div>
  );
}

function timeText({ byNode }: NodeTimes, node: number): string {
  const time = byNode.get(node);
  return time ? words.times.figures(formatPercent(time.share), formatFigure(time.meanUs)) : words.times.joined;
}

function Attribute({ type, text }: { readonly type: string; readonly text: string }) {
  return (
    <>
      <span class="mono">{text}</span> <span class="unit">{type}</span>
    </>
  );
}
