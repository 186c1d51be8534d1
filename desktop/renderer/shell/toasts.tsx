import { IconButton } from '../parts/button.tsx';
import { icons } from '../parts/icon.tsx';
import { RevealFile } from '../parts/reveal-file.tsx';
import { dismissToast, toasts } from '../state/feedback.ts';
import { strings } from '../strings.ts';

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, file }) => (
        <div key={id} class="toast">
          <span>{text}</span>
          {file && <RevealFile file={file} />}
          <IconButton small icon={icons.close} label={strings.parts.dismiss} onClick={() => dismissToast(id)} />
        </div>
      ))}
    </div>
  );
}
