import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { SecateurError } from '../../../core/index.ts';
import { readText, writeAtomically } from '../../../files/index.ts';
import { processIdentity } from '../state/process-identity.ts';

const note = v.object({
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  began: v.string(),
  machine: v.string(),
});

const extension = '.lock';

/**
 * Keeps a run to the host that is calling: the folder of what is remembered may serve several. Each host that wants it puts
 * down a file of its own and then looks for others; those of hosts that are no more are removed by who finds them. Of two at
 * the same moment it may be that neither gets it.
 * @returns what lets it go
 * @throws ARGUMENT_INVALID while another host has it; FILE_UNWRITABLE
 */
export async function lockRun(folder: string): Promise<() => Promise<void>> {
  const own = `${randomUUID()}${extension}`;
  const release = () => rm(join(folder, own), { force: true });
  const { pid } = process;
  const began = (await processIdentity(pid)) ?? '';
  await writeAtomically(join(folder, own), `${JSON.stringify({ pid, began, machine: hostname() })}\n`);
  const other = await lockOf(folder, own);
  if (other === undefined) return release;
  await release();
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `This training belongs to another Secateur that is running. Pause it there, or end that one; if there is none, remove ${other}.`,
  );
}

/** The file by which a host has a run; undefined where none does. `own`: one that does not count. */
export async function lockOf(folder: string, own?: string): Promise<string | undefined> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(extension) && name !== own);
  for (const name of names) {
    const path = join(folder, name);
    if (await isHeld(path)) return path;
    await rm(path, { force: true });
  }
  return undefined;
}

/** Whether the host that wrote it is there. One of another machine may be: nobody can tell from here. */
async function isHeld(path: string): Promise<boolean> {
  const found = await noteIn(path);
  if (!found) return false;
  const { pid, began, machine } = found;
  if (machine !== hostname()) return true;
  const now = await processIdentity(pid);
  return now !== undefined && (now === '' || began === '' || now === began);
}

/** Undefined for a file that is gone by now, or none of ours: those are written whole. */
async function noteIn(path: string): Promise<v.InferOutput<typeof note> | undefined> {
  try {
    return v.parse(note, JSON.parse(await readText(path)));
  } catch {
    return undefined;
  }
}
