import { stat } from 'node:fs/promises';
import { parseTradeOff } from '../../../api/commands.ts';
import { SecateurError } from '../../../core/index.ts';
import { readText } from '../../../files/index.ts';
import type { HandlersOf, ParamsOf } from '../../shared/index.ts';
import type { compareOperations } from '../../shared/operations/compare.ts';
import type { AskedComparison } from '../compare/asked.ts';
import { curveOf } from '../compare/report-picture.ts';
import { reportPageTask, reportPictureTask } from '../compare/report-tasks.ts';
import { type NamedSource, smallJsonBytes } from '../documents/recognise.ts';
import { typedData } from '../documents/typed-path.ts';
import type { Host } from '../host.ts';
import { askedFile } from './asked-file.ts';

export const compareHandlers = ({
  documents,
  questions,
}: Pick<Host, 'documents' | 'questions'>): HandlersOf<typeof compareOperations> => {
  /** Of a small report here, so that it waits for nobody; of a large one in the process for what takes long. */
  const askReport = async <T>(
    document: string,
    here: (file: NamedSource) => Promise<T>,
    elsewhere: (file: NamedSource) => Promise<T>,
  ): Promise<T> => {
    const { path, name } = await documents.file(document, 'profile');
    const { size } = await stat(path);
    return (size > smallJsonBytes ? elsewhere : here)({ path, name });
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
    inspectReport: ({ document }, { signal }) =>
      askReport(document, reportPictureTask, (file) => questions.ask.reportPicture(file, { signal })),
    inspectTradeOff: async ({ document }) => {
      const { path, name } = await documents.file(document, 'trade-off');
      return curveOf(parseTradeOff(await readText(path), name));
    },
    compareDocuments: async (asked, { signal }) => questions.ask.comparison(await bothOf(asked), { signal }),
    reportPage: async (asked, { signal }) => {
      if ('document' in asked) {
        const askPage = (file: NamedSource) => questions.ask.reportPage(file, { signal });
        return { name: 'report.html', html: await askReport(asked.document, reportPageTask, askPage) };
      }
      const html = await questions.ask.comparisonPage(await bothOf(asked), { signal });
      return { name: 'comparison.html', html };
    },
  };
};
