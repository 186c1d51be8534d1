import * as v from 'valibot';
import { messageOf, type Posterior, SecateurError } from '../../core/index.ts';
import { isSha256Of, type TradeOffCurve } from '../../exporter/index.ts';
import { readBytes, writeAtomically } from '../../files/index.ts';

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const size = { network: v.string(), parameters: count, macs: count, sizeBytes: count };
const figures = { loss: finite, score: finite };
const rise = v.strictObject({
  ...figures,
  lossRise: finite,
  standardError: v.pipe(finite, v.minValue(0)),
  scoreLoss: finite,
});
const predictions = { spike: v.exactOptional(finite), secondOrder: v.exactOptional(finite) };

const schema: v.GenericSchema<unknown, TradeOffCurve> = v.strictObject({
  schemaVersion: v.literal(1),
  posteriorSha256: sha256,
  criterion: v.string(),
  widths: v.exactOptional(v.strictObject({ multiple: v.exactOptional(positive), floor: v.exactOptional(positive) })),
  measuredOn: v.strictObject({
    part: v.literal('validation'),
    rows: positive,
    dataSha256: v.string(),
    loss: v.picklist(['negative-log-likelihood', 'squared-error']),
    score: v.picklist(['accuracy', 'rmse', 'deviance']),
  }),
  original: v.strictObject({ ...size, ...figures }),
  points: v.pipe(
    v.array(
      v.strictObject({
        rule: v.string(),
        ...size,
        predicted: v.strictObject(predictions),
        measured: rise,
        fineTuned: v.exactOptional(rise),
      }),
    ),
    v.minLength(1),
    v.maxLength(10_000),
  ),
  rankCorrelation: v.strictObject(predictions),
  stepCorrelation: v.strictObject(predictions),
});

/** Replaces the file in one step. @throws FILE_UNWRITABLE */
export async function writeTradeOff(path: string, curve: TradeOffCurve): Promise<void> {
  await writeAtomically(path, new TextEncoder().encode(`${JSON.stringify(curve, undefined, 1)}\n`));
}

/**
 * @param posterior the one that is to be cut along the curve
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE; FORMAT_INVALID naming the field; UNSUPPORTED (a later version's file);
 * DATA_INVALID when the curve is about another posterior
 */
export async function readTradeOff(path: string, posterior: Posterior): Promise<TradeOffCurve> {
  const curve = parseTradeOff(new TextDecoder().decode(await readBytes(path)), path);
  if (isSha256Of(curve.posteriorSha256, posterior)) return curve;
  throw new SecateurError(
    'DATA_INVALID',
    `${path}: is the trade-off curve of another posterior. Make one of this with \`secateur tradeoff\`.`,
  );
}

export function parseTradeOff(text: string, source: string): TradeOffCurve {
  const remedy = 'Make it again with `secateur tradeoff`.';
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new SecateurError('FORMAT_INVALID', `${source}: is not JSON (${messageOf(error).slice(0, 200)}). ${remedy}`);
  }
  const version = (content as { readonly schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version > 1) {
    throw new SecateurError('UNSUPPORTED', `${source}: has version ${version}. Update secateur to read it.`);
  }
  const parsed = v.safeParse(schema, content, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue) ?? 'the whole';
  throw new SecateurError(
    'FORMAT_INVALID',
    `${source}: is no trade-off curve: ${where}: ${issue.message.slice(0, 200)}. ${remedy}`,
  );
}
