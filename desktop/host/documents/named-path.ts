import { lstat } from 'node:fs/promises';
import { SecateurError } from '../../../core/index.ts';
import type { NamedFile } from '../../shared/index.ts';
import type { Host } from '../host.ts';

/**
 * Where a file of ours lies that a page names: one that is open, or that was written here.
 * @throws ARGUMENT_INVALID for a name that was not given, or of what lies nowhere that the user knows; FILE_NOT_FOUND when
 * the file is gone
 */
export async function namedPath(
  { documents, jobs, runs, saved }: Pick<Host, 'documents' | 'jobs' | 'runs' | 'saved'>,
  file: NamedFile,
): Promise<string> {
  const path = await (async () => {
    if ('saved' in file) return saved.path(file.saved);
    if ('run' in file) return runs.folder(file.run);
    if ('document' in file) return documents.list().find(({ document }) => document === file.document)?.path;
    const job = jobs.list().find((each) => each.job === file.job);
    return job?.kind === 'export' ? job.result?.output : undefined;
  })();
  if (path === undefined) throw new SecateurError('ARGUMENT_INVALID', 'This lies in no file that could be shown.');
  if (await lstat(path).catch(() => undefined)) return path;
  throw new SecateurError('FILE_NOT_FOUND', `${path}: there is no such file any more; it may have been moved.`);
}
