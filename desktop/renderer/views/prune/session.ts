import { type Signal, signal } from '@preact/signals';
import { isSecateurError, SecateurError } from '../../../../core/essentials.ts';
import type { Widths } from '../../../../exporter/choices.ts';
import { api } from '../../state/api.ts';
import { attempt } from '../../state/feedback.ts';
import { perDocument } from '../../state/per-document.ts';
import { trackUnsaved } from '../../state/unsaved.ts';
import { strings } from '../../strings.ts';
import { createExportForm } from './export-form.ts';
import { createMeasured, type Measured } from './measured.ts';
import { type DataForm, namedDataOf, noData } from './named-data.ts';
import { createPruneModel, type PruneModel } from './prune-model.ts';
import { followEarlier, type SessionWork } from './session-jobs.ts';

/** A posterior that is being cut; it waits where it was left while other views are in front. */
export interface PruneSession extends SessionWork {
  readonly current: Signal<{ readonly model: PruneModel; readonly measured: Measured }>;
  /** Why the cut does not begin with the inclusion that training found. */
  readonly instead: string | undefined;
  /** The data named by the user, for curves, fine-tuning and fixed steps. */
  readonly data: Signal<DataForm>;
  /** A cut that was found with a guarantee, for the export that asks for the same. */
  readonly certified: Signal<Certified | undefined>;
  /** Begins anew with another order; of several that are asked for, with the last. @throws ARGUMENT_INVALID */
  setCriterion(criterion: string): Promise<void>;
}

/** What was asked for, the cut that it led to, and what can be said of that. */
export interface Certified {
  readonly asked: string;
  readonly model: PruneModel;
  readonly widths: Widths;
  readonly rule: string;
  readonly statement: string;
}

const sessions = perDocument<Promise<PruneSession>>();

export function openPruneSession(document: string): Promise<PruneSession> {
  const known = sessions.get(document);
  if (known) return known;
  const begun = begin(document);
  sessions.set(document, begun);
  begun.then(
    (session) => {
      // It may be closed by now.
      if (sessions.get(document) !== begun) return;
      trackOverrides(session);
      void attempt(strings.prune.title, () => followEarlier(session));
    },
    () => sessions.delete(document),
  );
  return begun;
}

/** Layers that were set by hand are work, and lost with the document; where a slider stands is found again at once. */
function trackOverrides({ document, current, exporting }: PruneSession): void {
  trackUnsaved(document, () => {
    const choice = current.value.model.choice.value;
    const count = Object.keys(choice.overrides).length;
    return count === 0 || choice === exporting.written.value ? undefined : strings.prune.unsavedOverrides(count);
  });
}

async function begin(document: string): Promise<PruneSession> {
  const cutBy = async (criterion: string) => {
    const data = criterion === 'taylor' ? namedDataOf(form.value) : undefined;
    if (criterion === 'taylor' && !data) throw new SecateurError('ARGUMENT_INVALID', strings.prune.taylorNeedsData);
    const scoredOn = data ? { scoredOn: data } : {};
    const basis = await api().pruneBasis({ document, criterion, ...scoredOn });
    const model = createPruneModel(basis, strings.prune);
    return { model, measured: createMeasured(api(), { document, criterion, ...scoredOn }, model) };
  };
  const form = signal(noData);
  // Families without indicators of units are cut by something that every posterior has.
  let instead: string | undefined;
  const first = await cutBy('inclusion').catch((error: unknown) => {
    if (!isSecateurError(error) || (error.code !== 'ARGUMENT_INVALID' && error.code !== 'UNSUPPORTED')) throw error;
    instead = error.message;
    return cutBy('magnitude');
  });
  const current = signal(first);
  let asked = 0;
  return {
    document,
    instead,
    current,
    exporting: createExportForm(),
    measuring: signal(undefined),
    measuringError: signal(undefined),
    data: form,
    certified: signal(undefined),
    setCriterion: async (criterion) => {
      asked++;
      const turn = asked;
      const next = await cutBy(criterion);
      if (turn !== asked) return;
      const { storage, exports } = current.value.measured;
      next.measured.storage.value = storage.value;
      next.measured.exports.value = exports.value;
      current.value = next;
    },
  };
}
