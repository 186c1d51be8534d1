import { SecateurError } from '../../../core/index.ts';
import type { HandlersOf } from '../../shared/index.ts';
import type { inspectOperations } from '../../shared/operations/inspect.ts';
import type { Host } from '../host.ts';
import { type ModelOutline, readOutline } from '../inspect/model-outline.ts';
import { heldTensors, modelPicture, nodeDetails } from '../inspect/model-picture.ts';
import { tensorStatistics } from '../inspect/tensor-statistics.ts';

/** A page asks for one node after the other of the same few models. */
const keptOutlines = 4;

export const inspectHandlers = ({
  documents,
  questions,
}: Pick<Host, 'documents' | 'questions'>): HandlersOf<typeof inspectOperations> => {
  const outlines = new Map<string, Promise<ModelOutline>>();
  const outlineOf = async (document: string): Promise<ModelOutline> => {
    // Also where it is known: the file may be gone or another one by now.
    const { path, name } = await documents.file(document, 'model');
    const outline = outlines.get(document) ?? readOutline(path, name);
    outlines.delete(document);
    outlines.set(document, outline);
    outline.catch(() => outlines.delete(document));
    if (outlines.size > keptOutlines) outlines.delete(outlines.keys().next().value!);
    return outline;
  };
  return {
    inspectPosterior: async ({ document }, { signal }) =>
      questions.ask.posteriorPicture(await documents.file(document, 'posterior'), { signal }),
    layerWeights: async ({ document, layer }, { signal }) =>
      questions.ask.layerWeights({ ...(await documents.file(document, 'posterior')), layer }, { signal }),
    inspectModel: async ({ document }) => modelPicture((await outlineOf(document)).model),
    nodeDetails: async ({ document, node }) => {
      const { graph } = (await outlineOf(document)).model;
      return nodeDetails(at(graph.nodes, node, 'node'));
    },
    tensorStatistics: async ({ document, tensor }, { signal }) => {
      const outline = await outlineOf(document);
      return tensorStatistics(outline, at(heldTensors(outline.model.graph), tensor, 'tensor'), signal);
    },
  };
};

function at<T>(all: readonly T[], index: number, what: string): T {
  const found = all[index];
  if (found !== undefined) return found;
  throw new SecateurError('ARGUMENT_INVALID', `The model has ${all.length} ${what}s, and no ${what} ${index}.`);
}
