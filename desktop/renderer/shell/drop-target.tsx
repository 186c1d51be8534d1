import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { openFiles } from '../state/documents.ts';
import { strings } from '../strings.ts';
import { closeDialog } from './dialogs.ts';

/** Files dropped anywhere are opened; a view that takes drops of its own stops the event. */
export function DropTarget({ children }: { readonly children: ComponentChildren }) {
  const [isOver, setOver] = useState(false);
  // Every element under the pointer enters and leaves by itself.
  const depth = useRef(0);
  const enter = (change: number) => {
    depth.current = Math.max(0, depth.current + change);
    setOver(depth.current > 0);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of several; the others are buttons
    <div
      class="app"
      onDragEnter={(event) => holdsFiles(event) && enter(1)}
      onDragLeave={(event) => holdsFiles(event) && enter(-1)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        closeDialog();
        void openFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      {children}
      {isOver && <div class="drop-here">{strings.shell.dropHere}</div>}
    </div>
  );
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
