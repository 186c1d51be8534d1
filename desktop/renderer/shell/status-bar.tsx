import { formatBytes } from '../../../core/index.ts';
import { IconButton } from '../parts/button.tsx';
import { icons } from '../parts/icon.tsx';
import { Progress } from '../parts/progress.tsx';
import { connection } from '../state/connection.ts';
import { current, hostState, opening } from '../state/documents.ts';
import { attempt, tell } from '../state/feedback.ts';
import { reveal } from '../state/reveal.ts';
import { strings } from '../strings.ts';

export function StatusBar() {
  const document = current.value;
  const [first] = opening.value;
  const trouble = troubles[connection.value];
  return (
    <footer class="status">
      <span class="status-trouble" role="alert">
        {trouble}
      </span>
      {trouble ? undefined : first ? (
        <Progress
          label={opening.value.length === 1 ? first.name : strings.shell.working(opening.value.length)}
          share={first.share}
        />
      ) : (
        <>
          <span class="status-document" title={document?.path}>
            {document ? `${document.path ?? document.name}, ${formatBytes(document.sizeBytes)}` : strings.shell.ready}
          </span>
          {document?.path !== undefined && <PathButton document={document.document} path={document.path} />}
        </>
      )}
      <span class="status-version">
        {strings.productName} {hostState.value?.version}
      </span>
    </footer>
  );
}

/** Leads to the file: by the file manager where there is one to ask, otherwise by its path. */
function PathButton({ document, path }: { readonly document: string; readonly path: string }) {
  const { copied, copyPath, desktop } = strings.parts;
  if (hostState.value?.canReveal) {
    return <IconButton small icon={icons.open} label={desktop.reveal} onClick={() => void reveal({ document })} />;
  }
  const copy = () => attempt(copyPath, () => navigator.clipboard.writeText(path).then(() => tell(copied)));
  return <IconButton small icon={icons.copy} label={copyPath} onClick={() => void copy()} />;
}

const troubles = {
  connecting: undefined,
  connected: undefined,
  lost: strings.shell.lost,
  refused: strings.shell.refused,
} as const;
