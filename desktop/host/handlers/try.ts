import type { HandlersOf } from '../../shared/index.ts';
import type { tryOperations } from '../../shared/operations/try.ts';
import type { Host } from '../host.ts';

export const tryHandlers = ({ documents, questions }: Host): HandlersOf<typeof tryOperations> => {
  const asked = (document: string) => documents.file(document, 'posterior', 'model');
  return {
    tryOffer: async ({ document }, { signal }) => questions.ask.tryOffer(await asked(document), { signal }),
    tryRows: async ({ document, ...params }, { signal }) =>
      questions.ask.tryRows({ ...params, ...(await asked(document)) }, { signal }),
  };
};
