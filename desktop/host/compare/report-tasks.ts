import { readText } from '../../../files/index.ts';
import { parseReport, renderHtml } from '../../../runtime/index.ts';
import type { ReportPicture } from '../../shared/index.ts';
import type { NamedSource } from '../documents/recognise.ts';
import { reportPicture } from './report-picture.ts';

/** A report keeps every sample that it measured: large ones are for a child process. */
export async function reportPictureTask(file: NamedSource): Promise<ReportPicture> {
  return reportPicture(await reportOf(file));
}

/** Its self-contained page. */
export async function reportPageTask(file: NamedSource): Promise<string> {
  return renderHtml(await reportOf(file));
}

async function reportOf({ path, name }: NamedSource) {
  return parseReport(await readText(path), name);
}
