import { useMemo, useState } from 'preact/hooks';
import type { NodePicture } from '../../../../shared/index.ts';
import { Button } from '../../../parts/button.tsx';
import { strings } from '../../../strings.ts';

const words = strings.inspect.model;
const mostFound = 50;

interface NodeSearchProps {
  readonly nodes: readonly NodePicture[];
  readonly onChoose: (node: number) => void;
  readonly isCleared: boolean;
  readonly onClear: () => void;
}

/** Finds nodes by operator, name, or what they read and put out. */
export function NodeSearch({ nodes, onChoose, isCleared, onClear }: NodeSearchProps) {
  const [text, setText] = useState('');
  const found = useMemo(() => findNodes(nodes, text), [nodes, text]);
  return (
    <div class="node-search">
      <input
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Button onClick={onClear} disabled={isCleared}>
        {words.wholeModel}
      </Button>
      {text !== '' && (
        <ul class="found" aria-label={words.found(found.length)}>
          {found.slice(0, mostFound).map((at) => (
            <li key={at}>
              <button
                type="button"
                onClick={() => {
                  onChoose(at);
                  setText('');
                }}
              >
                <strong>{nodes[at]!.operator}</strong> {nodes[at]!.name || nodes[at]!.outputs[0]}
              </button>
            </li>
          ))}
          {found.length === 0 && <li class="about">{words.nothingFound}</li>}
          {found.length > mostFound && <li class="about">{words.moreFound(found.length - mostFound)}</li>}
        </ul>
      )}
    </div>
  );
}

function findNodes(nodes: readonly NodePicture[], text: string): number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  return nodes.flatMap(({ operator, name, inputs, outputs }, at) =>
    [operator, name, ...inputs, ...outputs].some((each) => each.toLowerCase().includes(wanted)) ? [at] : [],
  );
}
