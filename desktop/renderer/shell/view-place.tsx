import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { icons } from '../parts/icon.tsx';
import { current, hostState, openPath } from '../state/documents.ts';
import { goTo } from '../state/navigation.ts';
import { strings } from '../strings.ts';
import { trainView } from '../views/train/index.ts';
import { dialog } from './dialogs.ts';
import { frontView } from './front-view.ts';

/** The view in front with the document in front; where they do not go together, what to do about it. */
export function ViewPlace() {
  return (
    <main class="view" aria-label={frontView.value.title} key={frontView.value.name}>
      <Shown />
    </main>
  );
}

function Shown() {
  const shown = frontView.value;
  const document = current.value;
  if (shown.accepts === 'anything') {
    const Page = shown.component;
    return <Page document={document} />;
  }
  if (!document) {
    return (
      <Empty icon={shown.icon} title={strings.shell.emptyTitle} text={strings.shell.emptyText}>
        <OpenActions />
        <Button icon={trainView.icon} onClick={() => goTo(trainView.name)}>
          {strings.shell.train}
        </Button>
      </Empty>
    );
  }
  if (!shown.accepts.includes(document.kind)) {
    const wanted = shown.accepts.map((kind) => strings.kinds[kind]).join(', ');
    const text = strings.shell.wrongKind(shown.title, wanted, strings.kinds[document.kind]);
    return (
      <Empty icon={shown.icon} title={document.name} text={text}>
        <OpenActions />
      </Empty>
    );
  }
  const Page = shown.component;
  return <Page key={document.document} document={document} />;
}

function OpenActions() {
  return (
    <>
      <Button
        primary
        icon={icons.open}
        onClick={() => {
          dialog.value = 'open';
        }}
      >
        {strings.shell.open}
      </Button>
      {hostState.value?.samples.slice(0, 3).map(({ name, path }) => (
        <Button key={path} onClick={() => void openPath(path)} title={path}>
          {strings.shell.openSample(name)}
        </Button>
      ))}
    </>
  );
}
