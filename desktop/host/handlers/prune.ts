import { homedir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { parseTradeOff } from '../../../api/commands.ts';
import { SecateurError } from '../../../core/index.ts';
import { readBytes, readText } from '../../../files/index.ts';
import type { HandlersOf, KnownCurve, NamedData } from '../../shared/index.ts';
import type { pruneOperations } from '../../shared/operations/prune.ts';
import { typedData, typedPath } from '../documents/typed-path.ts';
import type { Host } from '../host.ts';
import { checkReplaced } from '../prune/check-replaced.ts';

export const pruneHandlers = ({ documents, jobs, questions }: Host): HandlersOf<typeof pruneOperations> => {
  const { ask } = questions;
  const asked = async <P extends { readonly document: string; readonly scoredOn?: NamedData }>({
    document,
    ...params
  }: P) => {
    const { path, name } = await documents.file(document, 'posterior');
    return { ...params, ...(params.scoredOn && { scoredOn: typedData(params.scoredOn) }), path, name };
  };
  /** Of any posterior: which is known where it is open. */
  const allCurves = async (): Promise<KnownCurve[]> => {
    const open = await Promise.all(
      documents
        .list()
        .filter(({ kind }) => kind === 'trade-off')
        .map(async ({ document: id, name }): Promise<KnownCurve[]> => {
          // A curve whose file is gone by now is no reason to show none of the others.
          const file = await documents.file(id).catch(() => undefined);
          if (!file) return [];
          return [{ name, curve: parseTradeOff(await readText(file.path), file.name) }];
        }),
    );
    const measured = jobs
      .list()
      .flatMap((each): KnownCurve[] =>
        each.kind === 'trade-off' && each.result ? [{ name: each.title, curve: each.result, job: each.job }] : [],
      );
    return [...open.flat(), ...measured];
  };
  return {
    pruneBasis: async (params, { signal }) => ask.pruneBasis(await asked(params), { signal }),
    fileSizes: async (params, { signal }) => ask.fileSizes(await asked(params), { signal }),
    fileSize: async (params, { signal }) => ask.fileSize(await asked(params), { signal }),
    planWithin: async ({ data, ...params }, { signal }) => {
      const about = { ...(await asked(params)), ...(data && { data: typedData(data) }) };
      const curves = (await allCurves())
        .map(({ curve }) => curve)
        .filter(({ criterion }) => criterion === params.criterion && criterion !== 'taylor');
      return ask.planWithin({ ...about, curves }, { signal });
    },
    planCertified: async (params, { signal }) =>
      ask.planCertified({ ...(await asked(params)), data: typedData(params.data) }, { signal }),
    cutLatency: async (params, { signal }) => ask.cutLatency(await asked(params), { signal }),
    knownCurves: async (params, { signal }) => {
      const about = await asked(params);
      const curves = await allCurves();
      return curves.length === 0 ? [] : ask.curvesOf({ ...about, curves }, { signal });
    },
    measureCurve: async (params) => {
      const about = { ...(await asked(params)), data: typedData(params.data) };
      const { job } = jobs.start(
        'trade-off',
        basename(about.name),
        (tasks, call) => tasks.tradeOff(about, call),
        params.document,
      );
      return { job };
    },
    suggestOutput: async ({ document }) => {
      const { path, name } = await documents.file(document, 'posterior');
      const shown = documents.list().find((each) => each.document === document);
      const folder = shown?.path === undefined ? homedir() : dirname(path);
      return { path: join(folder, `${basename(name, extname(name))}-cut.onnx`) };
    },
    startExport: async (params) => {
      const { output, data } = params;
      const about = {
        ...(await asked(params)),
        output: resolve(typedPath(output)),
        ...(data && { data: typedData(data) }),
      };
      const { job } = jobs.start(
        'export',
        basename(about.output),
        async (tasks, call) => {
          if (!params.isPackage) await checkReplaced(about.output);
          return tasks.export(about, call);
        },
        params.document,
      );
      return { job };
    },
    exportedFile: async ({ job: id }) => {
      const job = jobs.list().find((each) => each.job === id);
      if (job?.kind !== 'export' || !job.result) {
        throw new SecateurError('ARGUMENT_INVALID', 'There is no export of that name any more. Export again.');
      }
      const { output } = job.result;
      return { name: basename(output), bytes: await readBytes(output) };
    },
  };
};
