import { formatRule } from '../../../../exporter/choices.ts';
import { strings } from '../../strings.ts';
import type { PruneModel } from './prune-model.ts';

const words = strings.prune;

/** What the cut changes, in sentences, and the command that makes it. */
export function InWords({ model, path }: { readonly model: PruneModel; readonly path: string }) {
  const { rule, unread } = model.cut.value;
  const { multiple, floor } = model.choice.value.widths;
  const isImage = model.basis.input.kind === 'image';
  const { criterion } = model.basis;
  const command = [
    `secateur export ${quoted(path)} -o cut.onnx --rule ${formatRule(rule)}`,
    ...(criterion === 'inclusion' ? [] : [`--criterion ${criterion}`]),
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
