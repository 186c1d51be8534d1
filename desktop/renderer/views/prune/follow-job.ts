import type { Job } from '../../../shared/index.ts';
import { api } from '../../state/api.ts';

/**
 * Until it has ended.
 * @param signal cancels the job itself; it is then awaited all the same
 */
export async function followJob(
  job: string,
  signal: AbortSignal,
  onShare: (share: number | undefined, stage: string) => void,
): Promise<Job> {
  const cancel = () => void api().cancelJob({ job });
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await api().watchJob(
      { job },
      {
        onUpdate: (update) => {
          if (update.kind !== 'job' || !update.job.progress) return;
          const { stage, done, total } = update.job.progress;
          onShare(total > 0 ? done / total : undefined, stage);
        },
      },
    );
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
