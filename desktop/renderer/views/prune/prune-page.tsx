import { useEffect } from 'preact/hooks';
import type { OpenDocument } from '../../../shared/index.ts';
import { Answered } from '../../parts/answered.tsx';
import { IconButton } from '../../parts/button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useAnswer } from '../../state/answer.ts';
import { strings } from '../../strings.ts';
import { CurvePanel } from './curve-panel.tsx';
import { CutControls } from './cut-controls.tsx';
import { CutSlider } from './cut-slider.tsx';
import { DataPanel } from './data-panel.tsx';
import { ExportPanel } from './export-panel.tsx';
import { FigureCards } from './figure-cards.tsx';
import { InWords } from './in-words.tsx';
import { InputPanel } from './input-panel.tsx';
import { LayerOverrides } from './layer-overrides.tsx';
import type { PruneModel } from './prune-model.ts';
import { openPruneSession, type PruneSession } from './session.ts';
import { useBackground } from './use-background.ts';

const words = strings.prune;
const undoIcon = 'M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3';
const redoIcon = 'M16 5l4 4l-4 4M20 9H10a5 5 0 0 0 0 10h3';

export function PrunePage({ document }: { readonly document: OpenDocument }) {
  const answer = useAnswer(document.document, () => openPruneSession(document.document));
  return <Answered answer={answer}>{(session) => <Prune document={document} session={session} />}</Answered>;
}

function Prune({ document, session }: { readonly document: OpenDocument; readonly session: PruneSession }) {
  const { model } = session.current.value;
  useBackground(session);
  useUndoKeys(session);
  return (
    <div class="page prune">
      <header class="page-head">
        <h1>{document.name}</h1>
        <p>{words.head(model.basis.family, model.basis.criterion)}</p>
        {session.instead !== undefined && <p class="about">{session.instead}</p>}
      </header>
      <Panel wide title={words.cutTitle} about={words.cutAbout} actions={<UndoButtons model={model} />}>
        <CutSlider model={model} />
        <FigureCards session={session} />
        <CutControls session={session} />
      </Panel>
      <DataPanel session={session} />
      <CurvePanel session={session} />
      <InputPanel model={model} />
      <div class="stack">
        <Panel title={words.layersTitle} about={words.layersAbout}>
          <LayerOverrides model={model} />
        </Panel>
        <Panel title={words.wordsTitle}>
          <InWords session={session} path={document.path ?? document.name} />
        </Panel>
      </div>
      <ExportPanel document={document} session={session} />
    </div>
  );
}

/** By themselves, so that a drag draws no more of the page anew than what it changes. */
function UndoButtons({ model }: { readonly model: PruneModel }) {
  const { past, future } = model.history.value;
  return (
    <>
      <IconButton icon={undoIcon} label={words.undo} disabled={past.length === 0} onClick={model.undo} />
      <IconButton icon={redoIcon} label={words.redo} disabled={future.length === 0} onClick={model.redo} />
    </>
  );
}

/** As everywhere: Ctrl or Command with Z, with Shift the other way; not in text fields, which undo what was typed. */
function useUndoKeys(session: PruneSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement && event.target.type !== 'range';
      if (!(event.ctrlKey || event.metaKey) || isTyping) return;
      const { model } = session.current.value;
      const key = event.key.toLowerCase();
      if (key === 'z' && !event.shiftKey) model.undo();
      else if (key === 'y' || key === 'z') model.redo();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [session]);
}
