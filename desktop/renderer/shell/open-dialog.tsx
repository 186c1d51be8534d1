import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/field.tsx';
import { Icon, icons } from '../parts/icon.tsx';
import { hostState, learnRecent, openFiles, openPath } from '../state/documents.ts';
import { strings } from '../strings.ts';
import { closeDialog, dialog } from './dialogs.ts';

/** Files by choice, by path, from the recent ones and from the samples. */
export function OpenDialog() {
  return dialog.value === 'open' ? <OpenForm /> : null;
}

function OpenForm() {
  const chooser = useRef<HTMLInputElement>(null);
  const [path, setPath] = useState('');
  useEffect(() => void learnRecent(), []);
  const open = (chosen: string) => {
    if (chosen.trim() === '') return;
    closeDialog();
    void openPath(chosen.trim());
  };
  const { recent = [], samples = [] } = hostState.value ?? {};
  return (
    <Dialog title={strings.shell.openTitle} onClose={closeDialog}>
      <p>{strings.shell.openHelp}</p>
      <input
        ref={chooser}
        class="unseen"
        type="file"
        multiple
        tabIndex={-1}
        aria-label={strings.shell.chooseFiles}
        onChange={({ currentTarget }) => {
          closeDialog();
          void openFiles([...(currentTarget.files ?? [])]);
        }}
      />
      <Button primary icon={icons.open} onClick={() => chooser.current?.click()}>
        {strings.shell.chooseFiles}
      </Button>
      <form
        class="path-form"
        onSubmit={(event) => {
          event.preventDefault();
          open(path);
        }}
      >
        <TextField label={strings.shell.pathLabel} hint={strings.shell.pathHint} value={path} onInput={setPath} />
        <button type="submit" class="button" disabled={path.trim() === ''}>
          {strings.shell.openThePath}
        </button>
      </form>
      <PathList
        title={strings.shell.samples}
        entries={samples.map((each) => ({ ...each, kind: 'posterior' }))}
        open={open}
      />
      {samples.length === 0 && <p class="about">{strings.shell.noSamples}</p>}
      <PathList
        title={strings.shell.recent}
        entries={recent.map((each) => ({ ...each, name: each.path }))}
        open={open}
      />
    </Dialog>
  );
}

interface PathListProps {
  readonly title: string;
  readonly entries: readonly { readonly name: string; readonly path: string; readonly kind: keyof typeof icons }[];
  readonly open: (path: string) => void;
}

function PathList({ title, entries, open }: PathListProps) {
  if (entries.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="path-list">
        {entries.map(({ name, path, kind }) => (
          <li key={path}>
            <button type="button" title={path} onClick={() => open(path)}>
              <Icon path={icons[kind]} size={16} />
              <span>{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
