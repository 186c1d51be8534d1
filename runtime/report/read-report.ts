import * as v from 'valibot';
import { messageOf, SecateurError } from '../../core/index.ts';
import { type Report, reportVersion } from './report.ts';
import { reportSchema } from './schema/report-schema.ts';

/** Messages quote what they found, which may be megabytes. */
const longestFault = 300;

/**
 * Reads the text of a `report.json`.
 * @param source names the text in messages, for example its file.
 * @throws FORMAT_INVALID for what is not JSON, not a report, newer than this version, or inconsistent.
 */
export function parseReport(text: string, source: string): Report {
  const value = jsonOf(text, source);
  if (!(isRecord(value) && value['kind'] === 'secateur-report')) {
    throw invalid(source, `is JSON but no Secateur report (it has no "kind": "secateur-report")`);
  }
  const version = value['schemaVersion'];
  if (typeof version === 'number' && version > reportVersion) {
    throw new SecateurError(
      'FORMAT_INVALID',
      `${source} has schemaVersion ${version}, and this Secateur reads versions up to ${reportVersion}. Update it: npm install secateur@latest.`,
    );
  }
  const result = v.safeParse(reportSchema, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw invalid(source, `is a broken report: ${`${v.getDotPath(issue)}: ${issue.message}`.slice(0, longestFault)}`);
  }
  const fault = contradictionIn(result.output);
  if (fault !== undefined) throw invalid(source, `is a broken report: ${fault}`);
  return result.output;
}

function jsonOf(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(source, `is not JSON: ${messageOf(error).slice(0, longestFault)}`, error);
  }
}

/** Fields that are each fine but do not belong together. */
function contradictionIn({ inclusion, models }: Report): string | undefined {
  const odd = models.find(({ answers }) => answers && answers.values.length !== answers.targets.length);
  if (odd)
    return `the answers of ${odd.name} are ${odd.answers!.values.length} for ${odd.answers!.targets.length} targets`;
  const inputs = inclusion?.inputs;
  if (inputs === undefined) return undefined;
  const { logOdds, image, names } = inputs;
  if (image && image.height * image.width * image.channels !== logOdds.length) {
    return `inclusion.inputs.image is ${image.height} x ${image.width} x ${image.channels} but there are ${logOdds.length} log-odds`;
  }
  if (names && names.length !== logOdds.length) {
    return `inclusion.inputs.names has ${names.length} entries for ${logOdds.length} log-odds`;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(source: string, what: string, cause?: unknown): SecateurError {
  const message = `${source} ${what}. Give the report.json that 'npm run demo' or 'secateur profile -o' wrote.`;
  return new SecateurError('FORMAT_INVALID', message, { cause });
}
