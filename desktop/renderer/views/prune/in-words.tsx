import { strings } from '../../strings.ts';
import { cutCommand } from './cut-command.ts';
import { guaranteeOf } from './guarantee.ts';
import type { PruneSession } from './session.ts';

const words = strings.prune;

/** What the cut changes, in sentences, and the command that makes it. */
export function InWords({ session, path }: { readonly session: PruneSession; readonly path: string }) {
  const { model } = session.current.value;
  const guarantee = guaranteeOf(session);
  const { unread } = model.cut.value;
  const isImage = model.basis.input.kind === 'image';
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
        <code>{cutCommand(session, path)}</code>
      </pre>
    </>
  );
}
