import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isSecateurError, SecateurError } from '../core/index.ts';
import { writeAtomically } from '../files/index.ts';

/**
 * Writes what took minutes to measure: where that fails (the disk has become full since, the folder is gone), among the
 * temporary files.
 * @throws FILE_UNWRITABLE, which says where it is kept, if it is
 */
export async function saveMeasured(path: string, content: string): Promise<void> {
  try {
    await writeAtomically(path, content);
  } catch (error) {
    if (!isSecateurError(error)) throw error;
    const elsewhere = join(tmpdir(), `secateur-${process.pid}-${basename(path)}`);
    const isKept = await writeAtomically(elsewhere, content).then(
      () => true,
      () => false,
    );
    if (!isKept) throw error;
    throw new SecateurError(error.code, `${error.message} What was measured is kept in ${elsewhere}.`);
  }
}
