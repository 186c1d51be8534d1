import { renderHtml } from '../../../runtime/index.ts';
import type { ComparisonPicture } from '../../shared/index.ts';
import { readOutline } from '../inspect/model-outline.ts';
import { alignNodes } from './align-nodes.ts';
import type { AskedComparison, AskedFile } from './asked.ts';
import { reportOfBoth } from './both-report.ts';
import { nodeFacts } from './node-facts.ts';
import { reportPicture } from './report-picture.ts';

export async function comparisonTask(asked: AskedComparison): Promise<ComparisonPicture> {
  const { report, answers } = await reportOfBoth(asked);
  const { before, after } = asked;
  const isOfModels = before.kind === 'model' && after.kind === 'model';
  return {
    report: reportPicture(report),
    answers,
    nodes: isOfModels ? alignNodes(await factsOf(before), await factsOf(after)) : undefined,
  };
}

/** The self-contained page of the same. */
export async function pageTask(asked: AskedComparison): Promise<string> {
  return renderHtml((await reportOfBoth(asked)).report);
}

async function factsOf({ path, name }: AskedFile) {
  return nodeFacts((await readOutline(path, name)).model);
}
