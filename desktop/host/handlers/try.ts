import type { HandlersOf } from '../../shared/index.ts';
import type { tryOperations } from '../../shared/operations/try.ts';
import { typedData } from '../documents/typed-path.ts';
import type { Host } from '../host.ts';

export const tryHandlers = ({ documents, questions }: Host): HandlersOf<typeof tryOperations> => {
  const asked = (document: string) => documents.file(document, 'posterior', 'model');
  return {
    tryOffer: async ({ document }, { signal }) => questions.ask.tryOffer(await asked(document), { signal }),
    tryRows: async ({ document, cut, ...params }, { signal }) => {
      const scoredOn = cut?.scoredOn && { scoredOn: typedData(cut.scoredOn) };
      const about = { ...params, ...(cut && { cut: { ...cut, ...scoredOn } }), ...(await asked(document)) };
      return questions.ask.tryRows(about, { signal });
    },
  };
};
