import { formatBytes } from '../parts/format.ts';
import { Progress } from '../parts/progress.tsx';
import { connection } from '../state/connection.ts';
import { current, hostState, opening } from '../state/documents.ts';
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
        <span class="status-document" title={document?.path}>
          {document ? `${document.path ?? document.name}, ${formatBytes(document.sizeBytes)}` : strings.shell.ready}
        </span>
      )}
      <span class="status-version">
        {strings.productName} {hostState.value?.version}
      </span>
    </footer>
  );
}

const troubles = {
  connecting: undefined,
  connected: undefined,
  lost: strings.shell.lost,
  refused: strings.shell.refused,
} as const;
