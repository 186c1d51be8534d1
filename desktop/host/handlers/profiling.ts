import { basename } from 'node:path';
import { SecateurError } from '../../../core/index.ts';
import type { HandlersOf } from '../../shared/index.ts';
import type { profilingOperations } from '../../shared/operations/profiling.ts';
import { reportPicture } from '../compare/report-picture.ts';
import type { Host } from '../host.ts';

export const profilingHandlers = ({ documents, jobs, questions }: Host): HandlersOf<typeof profilingOperations> => ({
  startProfile: async ({ models, options }) => {
    // One after the other: of several broken files it is always the first that is named.
    const files: string[] = [];
    for (const model of models) files.push((await documents.file(model, 'model')).path);
    return jobs.start('profile', files.map((file) => basename(file)).join(', '), (tasks, call) =>
      tasks.profileFiles({ files, options }, call),
    );
  },
  profileResult: async ({ job: id }) => {
    const job = jobs.list().find((each) => each.job === id);
    if (job?.kind === 'profile' && job.result) return reportPicture(job.result);
    throw new SecateurError('ARGUMENT_INVALID', 'There is no result of this profile. Measure again.');
  },
  operatorTimes: async ({ document }, { signal }) => {
    const { path } = await documents.file(document, 'model');
    return questions.ask.operatorTimes({ path }, { signal });
  },
});
