import { formatRule } from '../../../../exporter/choices.ts';
import { strings } from '../../strings.ts';
import { guaranteeOf } from './guarantee.ts';
import { namedDataOf } from './named-data.ts';
import type { PruneSession } from './session.ts';

const words = strings.prune;

/** What the cut changes, in sentences, and the command that makes it. */
export function InWords({ session, path }: { readonly session: PruneSession; readonly path: string }) {
  const { model } = session.current.value;
  const guarantee = guaranteeOf(session);
  const data = namedDataOf(session.data.value);
  const { rule, unread } = model.cut.value;
  const { multiple, floor } = model.widths.value;
  const isImage = model.basis.input.kind === 'image';
  const { criterion } = model.basis;
  const command = [
    `secateur export ${quoted(path)} -o cut.onnx --rule ${guarantee?.asked ?? formatRule(rule)}`,
    ...(criterion === 'inclusion' ? [] : [`--criterion ${criterion}`]),
    ...((guarantee || criterion === 'taylor') && data ? [`--data ${quoted(data.source)}`] : []),
    ...(multiple === undefined ? [] : [`--round ${multiple}`]),
    ...(floor === undefined ? [] : [`--floor ${floor}`]),
  ].join(' ');
  return (
    <>
      <ul class="in-words" aria-live="polite">
        <li>{words.sizes(model.whole, model.figures.value)}</li>
        {model.changes.value.map((change) => (
          <li key={change.name}>{words.levelWords(change, isImage)}</li>
        ))}
        {guarantee && <li>{guarantee.statement}</li>}
        {unread > 0 && <li>{words.unread(unread)}</li>}
      </ul>
      <p class="about">{words.sameAsCommand}</p>
      <pre class="command">
        <code>{command}</code>
      </pre>
    </>
  );
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
