import { parseTradeOff } from '../../../api/index.ts';
import { SecateurError } from '../../../core/index.ts';
import { readText } from '../../../files/index.ts';
import { parseReport, type Report, renderHtml } from '../../../runtime/index.ts';
import type { HandlersOf } from '../../shared/index.ts';
import type { compareOperations } from '../../shared/operations/compare.ts';
import { alignNodes } from '../compare/align-nodes.ts';
import { type Compared, reportOfBoth } from '../compare/document-report.ts';
import { nodeFacts } from '../compare/node-facts.ts';
import { curveOf, reportPicture } from '../compare/report-picture.ts';
import type { Host } from '../host.ts';
import { readOutline } from '../inspect/model-outline.ts';

export const compareHandlers = ({ documents }: Pick<Host, 'documents'>): HandlersOf<typeof compareOperations> => {
  const reportOf = async (document: string): Promise<Report> => {
    const { path, name } = await documents.file(document, 'profile');
    return parseReport(await readText(path), name);
  };
  const comparedOf = async (document: string): Promise<Compared> => {
    const file = await documents.file(document, 'model', 'profile');
    const title = documents.list().find((each) => each.document === document)?.name ?? file.name;
    return { title, file, outline: file.kind === 'model' ? await readOutline(file.path, file.name) : undefined };
  };
  const both = async ({ before, after }: { readonly before: string; readonly after: string }) => {
    if (before === after) throw new SecateurError('ARGUMENT_INVALID', 'Choose two files: these are one and the same.');
    return [await comparedOf(before), await comparedOf(after)] as const;
  };
  return {
    inspectReport: async ({ document }) => reportPicture(await reportOf(document)),
    inspectTradeOff: async ({ document }) => {
      const { path, name } = await documents.file(document, 'trade-off');
      return curveOf(parseTradeOff(await readText(path), name));
    },
    compareDocuments: async (asked) => {
      const [before, after] = await both(asked);
      return {
        report: reportPicture(await reportOfBoth(before, after)),
        nodes:
          before.outline && after.outline
            ? alignNodes(nodeFacts(before.outline.model), nodeFacts(after.outline.model))
            : undefined,
      };
    },
    reportPage: async (asked) => {
      if ('document' in asked) return { name: 'report.html', html: renderHtml(await reportOf(asked.document)) };
      const [before, after] = await both(asked);
      return { name: 'comparison.html', html: renderHtml(await reportOfBoth(before, after)) };
    },
  };
};
