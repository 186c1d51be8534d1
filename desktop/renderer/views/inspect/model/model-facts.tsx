import { useState } from 'preact/hooks';
import { formatBytes, formatCount } from '../../../../../core/index.ts';
import type { ModelPicture, ValuePicture } from '../../../../shared/index.ts';
import { Button } from '../../../parts/button.tsx';
import { NumberTable } from '../../../parts/number-table.tsx';
import { Facts, Panel } from '../../../parts/panel.tsx';
import { strings } from '../../../strings.ts';
import { shapeText } from './shape-text.ts';
import { TensorPanel } from './tensor-panel.tsx';

const words = strings.inspect.model;
const tensorsAtFirst = 12;

/** The model as a whole, while no node is chosen. */
export function ModelFacts({ picture, document }: { readonly picture: ModelPicture; readonly document: string }) {
  const { producer, irVersion, opsets, inputs, outputs, operators, metadata } = picture;
  return (
    <>
      <Panel title={words.aboutTitle} about={words.chooseNode}>
        <Facts
          facts={[
            ...inputs.map(
              (value, at) => [at === 0 ? words.input : words.anotherInput(at + 1), valueText(value)] as const,
            ),
            ...outputs.map(
              (value, at) => [at === 0 ? words.output : words.anotherOutput(at + 1), valueText(value)] as const,
            ),
            [words.producer, producer || words.unknown],
            [words.opset, opsets.map(({ domain, version }) => (domain ? `${domain} ${version}` : version)).join(', ')],
            [words.irVersion, irVersion],
            [
              words.operators,
              Object.entries(operators)
                .map(([name, count]) => `${name} ${count}`)
                .join(', '),
            ],
          ]}
        />
      </Panel>
      <Tensors picture={picture} document={document} />
      {Object.keys(metadata).length > 0 && (
        <Panel title={words.metadataTitle}>
          <Facts facts={Object.entries(metadata).map(([name, text]) => [name, <Metadata key={name} text={text} />])} />
        </Panel>
      )}
    </>
  );
}

function Tensors({ picture, document }: { readonly picture: ModelPicture; readonly document: string }) {
  const [isWhole, setWhole] = useState(false);
  const [chosen, choose] = useState<number>();
  const largest = picture.tensors
    .map((tensor, at) => ({ ...tensor, at }))
    .sort((a, b) => b.sizeBytes - a.sizeBytes)
    .slice(0, isWhole ? 1000 : tensorsAtFirst);
  if (largest.length === 0) return null;
  return (
    <Panel title={words.tensorsTitle(formatCount(picture.tensors.length))}>
      <NumberTable
        caption={words.tensorsTitle(formatCount(picture.tensors.length))}
        columns={[{ title: words.name, words: true }, { title: words.shape }, { title: words.size }]}
        rows={largest.map(({ name, shape, sizeBytes, at }) => ({
          key: String(at),
          cells: [
            <button
              key="name"
              type="button"
              class="inline-button"
              aria-pressed={at === chosen}
              onClick={() => choose(at)}
            >
              {name}
            </button>,
            shapeText(shape),
            formatBytes(sizeBytes),
          ],
        }))}
      />
      {picture.tensors.length > tensorsAtFirst && (
        <Button onClick={() => setWhole(!isWhole)}>{isWhole ? words.fewer : words.moreTensors}</Button>
      )}
      {chosen !== undefined && (
        <TensorPanel key={chosen} document={document} tensor={chosen} picture={picture.tensors[chosen]!} />
      )}
    </Panel>
  );
}

function valueText({ name, elementType, shape }: ValuePicture) {
  return (
    <>
      <span class="mono">{name}</span>{' '}
      <span class="unit">
        {elementType ?? words.noTensor} {shapeText(shape)}
      </span>
    </>
  );
}

const shortMetadata = 120;

function Metadata({ text }: { readonly text: string }) {
  if (text.length <= shortMetadata) return <span class="mono">{text}</span>;
  return (
    <details>
      <summary>
        <span class="mono">{text.slice(0, shortMetadata)}…</span>
      </summary>
      <pre class="metadata">{pretty(text)}</pre>
    </details>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
