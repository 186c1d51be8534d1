import { parseTradeOff } from '../../../api/index.ts';
import { SecateurError } from '../../../core/index.ts';
import { readText } from '../../../files/index.ts';
import { parseReport, type Report, renderHtml } from '../../../runtime/index.ts';
import type { HandlersOf, ParamsOf } from '../../shared/index.ts';
import type { compareOperations } from '../../shared/operations/compare.ts';
import type { AskedComparison } from '../compare/asked.ts';
import { curveOf, reportPicture } from '../compare/report-picture.ts';
import { typedData } from '../documents/typed-path.ts';
import type { Host } from '../host.ts';
import { askedFile } from './asked-file.ts';

export const compareHandlers = ({
  documents,
  questions,
}: Pick<Host, 'documents' | 'questions'>): HandlersOf<typeof compareOperations> => {
  const reportOf = async (document: string): Promise<Report> => {
    const { path, name } = await documents.file(document, 'profile');
    return parseReport(await readText(path), name);
  };
  const bothOf = async ({
    before,
    after,
    data,
  }: ParamsOf<(typeof compareOperations)['compareDocuments']>): Promise<AskedComparison> => {
    if (before === after) throw new SecateurError('ARGUMENT_INVALID', 'Choose two files: these are one and the same.');
    return {
      before: await askedFile(documents, before, 'model', 'profile'),
      after: await askedFile(documents, after, 'model', 'profile'),
      ...(data && { data: typedData(data) }),
    };
  };
  return {
    inspectReport: async ({ document }) => reportPicture(await reportOf(document)),
    inspectTradeOff: async ({ document }) => {
      const { path, name } = await documents.file(document, 'trade-off');
      return curveOf(parseTradeOff(await readText(path), name));
    },
    compareDocuments: async (asked, { signal }) => questions.ask.comparison(await bothOf(asked), { signal }),
    reportPage: async (asked, { signal }) => {
      if ('document' in asked) return { name: 'report.html', html: renderHtml(await reportOf(asked.document)) };
      const html = await questions.ask.comparisonPage(await bothOf(asked), { signal });
      return { name: 'comparison.html', html };
    },
  };
};
