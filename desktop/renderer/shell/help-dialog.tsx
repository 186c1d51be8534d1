import { Dialog } from '../parts/dialog.tsx';
import { strings } from '../strings.ts';
import { closeDialog, dialog } from './dialogs.ts';
import { shortcuts } from './shortcuts.ts';

export function HelpDialog() {
  if (dialog.value !== 'help') return null;
  return (
    <Dialog title={strings.shell.help} onClose={closeDialog}>
      <dl class="shortcuts">
        {shortcuts.map(({ key, does }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
