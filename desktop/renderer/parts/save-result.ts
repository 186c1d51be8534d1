import { api } from '../state/api.ts';
import { attempt } from '../state/feedback.ts';
import { strings } from '../strings.ts';
import { saveFile } from './save-file.ts';

/** Lets the user save what a job has measured; from then on nothing is lost with the program. */
export async function saveResult(job: string, name: string, json: string): Promise<void> {
  await attempt(strings.doing.save, async () => {
    if (await saveFile(name, json, 'application/json')) await api().noteSaved({ job });
  });
}
