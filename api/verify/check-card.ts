import { isDeepStrictEqual } from 'node:util';
import { messageOf, SecateurError } from '../../core/index.ts';
import { cardMarkdown, type ModelCard, modelFigures, type WidthsRecord, widthsRecord } from '../../exporter/index.ts';
import { decodeModel } from '../../onnx/index.ts';
import { type Check, checked } from './check.ts';

type Json = Readonly<Record<string, unknown>>;

/** A card as anybody may have written it: only what is looked at is known to be there. */
export type FoundCard = Json & { readonly reference: ModelCard['reference'] };

/** @throws FORMAT_INVALID for what is no card, or that of a later version */
export function parseCard(text: string, source: string): FoundCard {
  const refuse = (what: string) => new SecateurError('FORMAT_INVALID', `${source}: ${what}. Write the package again.`);
  let found: Partial<ModelCard> | null;
  try {
    found = JSON.parse(text) as Partial<ModelCard> | null;
  } catch (error) {
    throw refuse(`is not JSON (${messageOf(error).slice(0, 200)})`);
  }
  if (found?.kind !== 'secateur-card') throw refuse('is no card of a Secateur package');
  if (found.version !== 1) throw refuse(`has version ${String(found.version).slice(0, 20)}, and 1 is read here`);
  const { source: by, tolerance, rows, widths, inputs } = found.reference ?? {};
  const isWidth = (width: unknown) => typeof width === 'number' && width > 0 && width < 1;
  if (widths !== undefined && !(Array.isArray(widths) && widths.length <= mostWidths && widths.every(isWidth))) {
    throw refuse(`names other widths of its reference than up to ${mostWidths} between 0 and 1`);
  }
  if (
    inputs !== undefined &&
    !(
      Array.isArray(inputs) &&
      inputs.length > 1 &&
      inputs.length <= mostInputs &&
      inputs.every((name) => typeof name === 'string')
    )
  ) {
    throw refuse(`names other inputs of its reference than 2 to ${mostInputs} texts`);
  }
  const isUsable = typeof tolerance === 'number' && tolerance >= 0 && tolerance <= mostTolerance;
  if (typeof by !== 'string' || !isUsable || !Number.isSafeInteger(rows) || rows! < 1) {
    throw refuse(`needs a reference with a source, a row at least, and a tolerance from 0 to ${mostTolerance}`);
  }
  return found as FoundCard;
}

/** A card could otherwise excuse any answers. */
const mostTolerance = 0.05;
/** One for each column of a wide table. */
const mostInputs = 10_000;
/** Each is loaded and run on every runtime. */
const mostWidths = 100;

export interface CardFiles {
  /** `labels.json`; undefined where there is none. */
  readonly labels: unknown;
  /** `card.md`; undefined where there is none. */
  readonly page: string | undefined;
}

/**
 * Whether a card speaks of this model: figures against the file, descriptions against what the file says of itself; and
 * whether its page says what it says.
 */
export function checkCard(
  card: FoundCard,
  { labels, page }: CardFiles,
  bytes: Uint8Array,
  source: string,
): Promise<Check> {
  return checked('card', () => {
    const { metadata } = decodeModel(bytes, source);
    const said = parsed(metadata['secateur']);
    const figures = modelFigures(bytes, source);
    const differing = [
      ...differences('model', card['model'], figures),
      ...['task', 'input', 'network', 'kept', 'macs', 'cut', 'posterior', 'predictive']
        .filter((key) => said !== undefined && isDue(key, said, card) && !isDeepStrictEqual(card[key], said[key]))
        .map((key) => key),
      ...(said !== undefined && !isDeepStrictEqual(card['adjustable'], widthsIn(said)) ? ['adjustable'] : []),
      ...(labels !== undefined && !isDeepStrictEqual(labels, (card['task'] as Json | undefined)?.['labels'])
        ? ['task.labels (against labels.json)']
        : []),
    ];
    if (differing.length > 0) {
      const what = `the card and the model disagree about ${differing.join(', ')}`;
      throw new SecateurError('DATA_INVALID', `${source}: ${what}. Write the package again.`);
    }
    if (page !== undefined) checkPage(card, page, source);
    return said === undefined ? 'agrees with the file, which says little of itself' : 'agrees with the model';
  });
}

/** What was made smaller says of itself what it takes and answers; what became of it only its card says. */
function isDue(key: string, said: Json, card: FoundCard): boolean {
  return card['shrunk'] === undefined || said[key] !== undefined;
}

/** @throws DATA_INVALID naming the first line that is not what `card.json` becomes */
function checkPage(card: FoundCard, page: string, source: string): void {
  const due = pageOf(card, source).split('\n');
  const found = page.split('\n');
  const line = due.findIndex((text, at) => text !== found[at]);
  if (line < 0 && due.length === found.length) return;
  const what = `line ${line < 0 ? due.length : line + 1} of the card.md beside it is not what card.json says: it was edited, or written by another version of Secateur`;
  throw new SecateurError('DATA_INVALID', `${source}: ${what}. Write the package again.`);
}

function pageOf(card: FoundCard, source: string): string {
  try {
    return cardMarkdown(card as unknown as ModelCard);
  } catch (error) {
    const what = `card.json lacks what card.md is made of (${messageOf(error).slice(0, 100)})`;
    throw new SecateurError('FORMAT_INVALID', `${source}: ${what}. Write the package again.`);
  }
}

function differences(name: string, card: unknown, expected: object): string[] {
  const found = (typeof card === 'object' && card !== null ? card : {}) as Json;
  // Through JSON, as the card came.
  const due = JSON.parse(JSON.stringify(expected)) as Json;
  return Object.keys(due)
    .filter((key) => !isDeepStrictEqual(found[key], due[key]))
    .map((key) => `${name}.${key}`);
}

function widthsIn({ adjustable }: Json): unknown {
  return typeof adjustable === 'object' && adjustable !== null ? widthsRecord(adjustable as WidthsRecord) : undefined;
}

function parsed(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}
