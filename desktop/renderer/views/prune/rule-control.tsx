import { useState } from 'preact/hooks';
import {
  certifiedUsage,
  formatRule,
  isCertified,
  parseCertified,
  parseRule,
  ruleUsages,
} from '../../../../exporter/choices.ts';
import { TextField } from '../../parts/field.tsx';
import { api } from '../../state/api.ts';
import { strings } from '../../strings.ts';
import { namedDataOf } from './named-data.ts';
import type { PruneSession } from './session.ts';
import { useWork, WorkForm } from './work-form.tsx';

const words = strings.prune;
const usages = [...ruleUsages, certifiedUsage].join(', ');

/** The rule in force, to be written anew. */
export function RuleControl({ session }: { readonly session: PruneSession }) {
  const { model } = session.current.value;
  const inForce = formatRule(model.choice.value.rule);
  const [written, setDraft] = useState<{
    readonly text: string;
    readonly instead: string;
    readonly error?: string | undefined;
  }>();
  // What was typed instead of one cut is not about another.
  const draft = written?.instead === inForce ? written : undefined;
  const testing = useWork();
  const apply = async () => {
    if (!draft) return;
    const error = await testing.run((signal) => follow(session, draft.text, signal));
    setDraft(error === undefined ? undefined : { ...draft, error });
  };
  return (
    <WorkForm work={testing} waiting={words.testing} isOff={!draft} onApply={() => void apply()}>
      <TextField
        label={words.rule}
        value={draft?.text ?? inForce}
        onInput={(text) => setDraft({ text, instead: inForce })}
        hint={words.ruleHint(usages)}
        error={draft?.error}
      />
    </WorkForm>
  );
}

/** @returns why the rule cannot be followed */
async function follow(session: PruneSession, text: string, signal: AbortSignal): Promise<string | undefined> {
  const { model, measured } = session.current.value;
  if (!isCertified(text)) return model.follow(parseRule(text, [certifiedUsage]));
  parseCertified(text);
  const data = namedDataOf(session.data.value);
  if (!data) return words.certifiedNeedsData;
  const widths = model.widths.value;
  const asked = text.replaceAll(' ', '');
  const found = await api().planCertified({ ...measured.order, widths, certified: asked, data }, { signal });
  const error = model.follow(parseRule(found.rule));
  if (error === undefined) session.certified.value = { asked, model, widths, ...found };
  return error;
}
