import { useState } from 'preact/hooks';
import type { AlignedNode, AlignedNodes, NodeChange } from '../../../shared/index.ts';
import { Button } from '../../parts/button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ScrollPlace } from '../../parts/scroll-place.tsx';
import { strings } from '../../strings.ts';

const words = strings.compare;
const shownAtFirst = 200;
const changes: readonly NodeChange[] = ['narrowed', 'widened', 'changed', 'added', 'removed', 'same'];

/** The nodes of two models beside each other, in the order in which they run. */
export function AlignmentPanel({ nodes }: { readonly nodes: readonly AlignedNodes[] }) {
  const [isWhole, setWhole] = useState(nodes.length <= 40);
  const [most, setMost] = useState(shownAtFirst);
  const rows = isWhole ? nodes : nodes.filter(({ change }) => change !== 'same');
  const counts = changes.flatMap((change) => {
    const count = nodes.filter((each) => each.change === change).length;
    return count === 0 ? [] : [`${count} ${words.changes[change]}`];
  });
  return (
    <Panel
      wide
      title={words.nodesTitle}
      about={counts.length === 0 ? words.noNodes : `${counts.join(', ')}.`}
      actions={
        <label class="as-table">
          <input
            type="checkbox"
            checked={!isWhole}
            onChange={({ currentTarget }) => setWhole(!currentTarget.checked)}
          />
          {words.onlyChanges}
        </label>
      }
    >
      <ScrollPlace label={words.nodesTitle}>
        <table class="numbers alignment">
          <caption class="unseen">{words.nodesTitle}</caption>
          <thead>
            <tr>
              <th scope="col" class="words">
                {words.change}
              </th>
              <th scope="col" class="words">
                {words.before}
              </th>
              <th scope="col" class="words">
                {words.after}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map(({ change, before, after }) => (
              <tr key={`${before?.node} ${after?.node}`} class={change}>
                <th scope="row" class="words">
                  <span class={`change-mark ${change}`}>{words.changes[change]}</span>
                </th>
                <td class="words">{before && <Node node={before} />}</td>
                <td class="words">{after && <Node node={after} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollPlace>
      {rows.length === 0 && nodes.length > 0 && <p class="about">{words.allSame}</p>}
      {rows.length > most && <Button onClick={() => setMost(most + 1000)}>{words.more(rows.length - most)}</Button>}
    </Panel>
  );
}

function Node({ node }: { readonly node: AlignedNode }) {
  const { operator, name, weights } = node;
  const shapes = weights.filter(({ length }) => length > 0).map((shape) => shape.join(' × '));
  return (
    <>
      <strong>{operator}</strong> <span class="mono">{name}</span>
      {shapes.length > 0 && <span class="node-weights">{shapes.join(', ')}</span>}
    </>
  );
}
