import { formatBytes } from '../parts/format.ts';
import { Progress } from '../parts/progress.tsx';
import { current, hostState, opening } from '../state/documents.ts';
import { strings } from '../strings.ts';

export function StatusBar() {
  const document = current.value;
  const [first] = opening.value;
  return (
    <footer class="status">
      {first ? (
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
