import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { dismissFault, faults, tell } from '../state/feedback.ts';
import { strings } from '../strings.ts';

/** What went wrong, in words that can be selected and copied. */
export function FaultDialog() {
  const [fault] = faults.value;
  if (!fault) return null;
  const { doing, code = strings.parts.bugCode, message } = fault;
  const copy = async () => {
    await navigator.clipboard.writeText(`${doing}\n${code}: ${message}`);
    tell(strings.parts.copied);
  };
  return (
    <Dialog
      key={`${doing}${message}`}
      alert
      title={doing}
      onClose={dismissFault}
      actions={
        <>
          <Button onClick={() => void copy()}>{strings.parts.copy}</Button>
          <Button primary focused onClick={dismissFault}>
            {strings.parts.close}
          </Button>
        </>
      }
    >
      <p class="fault-message">{message}</p>
      <p class="fault-code">{code}</p>
    </Dialog>
  );
}
