import { useEffect } from 'preact/hooks';
import { DropTarget } from './shell/drop-target.tsx';
import { FaultDialog } from './shell/fault-dialog.tsx';
import { followWindow } from './shell/follow-window.ts';
import { HelpDialog } from './shell/help-dialog.tsx';
import { OpenDialog } from './shell/open-dialog.tsx';
import { Rail } from './shell/rail.tsx';
import { listenForShortcuts } from './shell/shortcuts.ts';
import { StatusBar } from './shell/status-bar.tsx';
import { Tabs } from './shell/tabs.tsx';
import { Toasts } from './shell/toasts.tsx';
import { UnsavedDialog } from './shell/unsaved-dialog.tsx';
import { ViewPlace } from './shell/view-place.tsx';
import { restoreDocuments } from './state/documents.ts';
import { guardPage } from './state/unsaved.ts';

/** The frame that every view is shown in. */
export function App() {
  useEffect(() => {
    void restoreDocuments().then(followWindow);
    const ends = [listenForShortcuts(), guardPage()];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  return (
    <DropTarget>
      <Rail />
      <Tabs />
      <ViewPlace />
      <StatusBar />
      <Toasts />
      <OpenDialog />
      <HelpDialog />
      <UnsavedDialog />
      <FaultDialog />
    </DropTarget>
  );
}
