import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { closing } from '../state/closing.ts';
import { closeDocument } from '../state/documents.ts';
import { strings } from '../strings.ts';

const words = strings.shell.unsaved;

/** Before something is lost with a document. */
export function UnsavedDialog() {
  const asked = closing.value;
  if (!asked) return null;
  const keep = () => {
    closing.value = undefined;
  };
  const discard = () => {
    keep();
    void closeDocument(asked.document);
  };
  return (
    <Dialog
      key={asked.document}
      alert
      title={words.title(asked.name)}
      onClose={keep}
      actions={
        <>
          <Button onClick={discard}>{words.discard}</Button>
          <Button primary focused onClick={keep}>
            {words.keep}
          </Button>
        </>
      }
    >
      <p>{words.about}</p>
      <p>{asked.unsaved}</p>
    </Dialog>
  );
}
