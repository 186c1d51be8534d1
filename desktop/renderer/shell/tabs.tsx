import { useEffect, useRef } from 'preact/hooks';
import { Button, IconButton } from '../parts/button.tsx';
import { Icon, icons } from '../parts/icon.tsx';
import { askToClose } from '../state/closing.ts';
import { bringToFront, current, documents } from '../state/documents.ts';
import { strings } from '../strings.ts';
import { dialog } from './dialogs.ts';

/** The open documents; the one in front is what the views show. */
export function Tabs() {
  const front = useRef<HTMLLIElement>(null);
  const inFront = current.value?.document;
  // Of many tabs some are out of sight.
  useEffect(() => front.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [inFront]);
  return (
    <header class="tabs">
      <ul aria-label={strings.shell.documents}>
        {documents.value.map(({ document, name, kind, path }) => (
          <li
            key={document}
            ref={document === inFront ? front : null}
            class={document === inFront ? 'tab front' : 'tab'}
          >
            <button
              type="button"
              aria-current={document === inFront ? 'true' : undefined}
              title={path ?? name}
              onClick={() => bringToFront(document)}
            >
              <Icon path={icons[kind]} size={16} />
              <span>{name}</span>
            </button>
            <IconButton
              small
              icon={icons.close}
              label={strings.shell.closeDocument(name)}
              onClick={() => askToClose({ document, name })}
            />
          </li>
        ))}
      </ul>
      <Button
        icon={icons.open}
        onClick={() => {
          dialog.value = 'open';
        }}
      >
        {strings.shell.open}
      </Button>
    </header>
  );
}
