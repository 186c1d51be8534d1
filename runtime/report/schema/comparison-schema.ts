import * as v from 'valibot';
import { comparedFigures, doubts } from '../../compare.ts';
import { amount, count, finite, interval, provider, share } from './values.ts';

const askedData = v.strictObject({ name: v.string(), sha256: v.string() });

export const modelAnswers = v.strictObject({
  data: askedData,
  kind: v.picklist(['classes', 'numbers']),
  labels: v.exactOptional(v.array(v.string())),
  values: v.array(finite),
  targets: v.array(finite),
  negativeLogLikelihood: v.exactOptional(finite),
  expectedCalibrationError: v.exactOptional(share),
});

const certainty = v.strictObject({
  negativeLogLikelihood: finite,
  expectedCalibrationError: v.exactOptional(share),
});

const answersCompared = v.strictObject({
  data: askedData,
  rows: count,
  figure: v.picklist(['accuracy', 'rmse']),
  before: amount,
  after: amount,
  loss: v.strictObject({ difference: finite, atLeast: finite, atMost: finite, confidence: share }),
  agreement: share,
  mcnemar: v.exactOptional(v.strictObject({ onlyBefore: count, onlyAfter: count, pValue: share })),
  certainty: v.exactOptional(v.strictObject({ before: certainty, after: certainty })),
});

const compared = v.strictObject({ name: v.string(), provider, device: v.exactOptional(v.string()) });

export const comparison = v.strictObject({
  schemaVersion: v.literal(1),
  before: compared,
  after: compared,
  p50Ratio: amount,
  p50RatioInterval: interval,
  ratios: v.exactOptional(v.strictObject(v.entriesFromList(comparedFigures, v.exactOptional(amount)))),
  machineRatio: v.exactOptional(amount),
  verdict: v.picklist(['faster', 'slower', 'cannot tell']),
  doubt: v.exactOptional(v.picklist(doubts)),
  answers: v.exactOptional(answersCompared),
});
