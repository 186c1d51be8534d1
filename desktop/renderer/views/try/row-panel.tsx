import { useEffect, useId, useMemo, useState } from 'preact/hooks';
import { featuresOf, type TableInput } from '../../../../core/essentials.ts';
import { parsePastedRows, type TryColumn, type TryTable } from '../../../shared/index.ts';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Panel } from '../../parts/panel.tsx';
import { strings } from '../../strings.ts';
import { type Fed, fedWith } from './fed.ts';

const words = strings.try;

interface RowPanelProps {
  readonly input: TryTable;
  /** Undefined where all are read. */
  readonly readInputs: readonly number[] | undefined;
  readonly onFed: (fed: Fed | undefined) => void;
}

/** One row by its fields, or many that are pasted. Fields start from what is usual. */
export function RowPanel({ input, readInputs, onFed }: RowPanelProps) {
  const { columns } = input;
  const [texts, setTexts] = useState<readonly string[]>(() => columns.map(usual));
  const read = useMemo(() => readColumns(input, readInputs), [input, readInputs]);
  const row = useMemo(() => {
    // A text is told by its place.
    const values = columns.map((column, at) => (column.kind === 'text' ? at : rawValue(texts[at]!, column)));
    return values.every((value) => value !== undefined) ? Float32Array.from(values) : undefined;
  }, [columns, texts]);
  useEffect(() => onFed(row && fedWith(row, 1, hasText(input) ? texts : [])), [row]);
  return (
    <>
      <Panel title={words.rowTitle} about={words.rowAbout}>
        <div class="fields">
          {columns.map((column, at) => (
            <ColumnField
              key={column.name}
              column={column}
              text={texts[at]!}
              isRead={!read || read.has(at)}
              onText={(text) => setTexts(texts.with(at, text))}
            />
          ))}
        </div>
      </Panel>
      <PastePanel input={input} onFed={onFed} />
    </>
  );
}

interface ColumnFieldProps {
  readonly column: TryColumn;
  readonly text: string;
  readonly isRead: boolean;
  readonly onText: (text: string) => void;
}

function ColumnField({ column, text, isRead, onText }: ColumnFieldProps) {
  const isWrong = rawValue(text, column) === undefined;
  return (
    <div class={isRead ? undefined : 'unread'}>
      <Field
        label={column.name}
        hint={isRead ? undefined : words.removed}
        error={isWrong ? words.needsNumber : undefined}
      >
        {(control) =>
          column.kind === 'categorical' ? (
            <select {...control} value={text} onChange={({ currentTarget }) => onText(currentTarget.value)}>
              {column.categories.map((category, index) => (
                <option key={category} value={String(index)}>
                  {category === '' ? words.missing : category}
                </option>
              ))}
              <option value="-1">{words.neverSeen}</option>
            </select>
          ) : (
            <input
              {...control}
              type="text"
              inputMode={column.kind === 'text' ? 'text' : 'decimal'}
              autocomplete="off"
              placeholder={column.kind === 'numeric' && column.imputed ? words.missing : undefined}
              value={text}
              onInput={({ currentTarget }) => onText(currentTarget.value)}
            />
          )
        }
      </Field>
    </div>
  );
}

function PastePanel({ input, onFed }: Pick<RowPanelProps, 'input' | 'onFed'>) {
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const id = useId();
  const answer = () => {
    const parsed = parsePastedRows(text, input);
    setFault(typeof parsed === 'string' ? parsed : undefined);
    // Nothing, where it cannot be read: what was answered before is no answer to it.
    onFed(typeof parsed === 'string' ? undefined : fedWith(parsed.rows, parsed.count, parsed.texts));
  };
  return (
    <Panel title={words.pasteTitle} about={words.pasteHint}>
      <label class="unseen" for={id}>
        {words.pasteTitle}
      </label>
      <textarea
        id={id}
        class="paste"
        rows={6}
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      {fault !== undefined && (
        <p class="failed" role="alert">
          {fault}
        </p>
      )}
      <Button onClick={answer} disabled={text.trim() === ''}>
        {words.pasteNow}
      </Button>
    </Panel>
  );
}

/** The mean, in as many digits as one would type; the first category. */
function usual(column: TryColumn): string {
  if (column.kind === 'text') return '';
  return column.kind === 'numeric' ? String(Number(column.mean.toPrecision(4))) : '0';
}

function hasText({ columns }: TryTable): boolean {
  return columns.some(({ kind }) => kind === 'text');
}

function rawValue(text: string, column: TryColumn): number | undefined {
  if (column.kind === 'text') return 0;
  if (column.kind === 'categorical') return Number(text);
  if (text.trim() === '') return column.imputed ? Number.NaN : undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Columns of which a feature is read. */
function readColumns(input: TryTable, readInputs: readonly number[] | undefined): Set<number> | undefined {
  // Only posteriors say what is read, and those know all their columns.
  if (!readInputs || hasText(input)) return undefined;
  const features = featuresOf(input as TableInput);
  return new Set(readInputs.map((index) => features[index]!.column));
}
