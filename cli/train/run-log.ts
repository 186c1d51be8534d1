import { messageOf, type Posterior, SecateurError } from '../../core/index.ts';
import { type LineFile, openLines } from '../../files/index.ts';
import type { EpochEvent } from '../../trainer/index.ts';
import { version } from '../version.ts';

/** `train --log`: one JSON object a line, described in docs/file-formats.md. */
export interface RunLog {
  epoch(event: EpochEvent): Promise<void>;
  /** The last line, with what `--json` prints. */
  result(value: object): Promise<void>;
  /** The last line of a run that did not get that far. */
  stopped(error: unknown): Promise<void>;
  close(): Promise<void>;
}

/** What makes two runs the same, for people and for the check below. */
export interface RunIdentity {
  readonly data: Posterior['data'];
  readonly network: string;
  readonly options: object;
}

/**
 * @param resume goes on in the log of the same run, and writes no epoch twice
 * @throws ARGUMENT_INVALID when the log to go on in is another run's; FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function openRunLog(path: string, identity: RunIdentity, resume: boolean): Promise<RunLog> {
  const startedAtMs = performance.now();
  const file = await openLines(path, { append: resume });
  const write = (entry: object) => file.write(JSON.stringify(entry));
  const known = new Set<string>();
  if (file.before.length === 0) {
    await write({ kind: 'run', version: 1, secateur: version(), startedAt: new Date().toISOString(), ...identity });
  } else {
    await readBefore(path, file, identity, known);
    await write({ kind: 'resumed', at: new Date().toISOString() });
  }
  return {
    epoch: async (event) => {
      // Epochs after the last checkpoint are trained again, to the same figures.
      if (known.has(keyOf(event))) return;
      await write({ kind: 'epoch', ...lineOf(event), elapsedMs: Math.round(performance.now() - startedAtMs) });
    },
    result: (value) => write({ kind: 'result', ...value }),
    stopped: (error) => {
      const code = error instanceof SecateurError ? { code: error.code } : {};
      return write({ kind: 'stopped', ...code, message: messageOf(error) });
    },
    close: file.close,
  };
}

async function readBefore(path: string, file: LineFile, identity: RunIdentity, known: Set<string>): Promise<void> {
  const refuse = async (why: string) => {
    await file.close();
    return new SecateurError('ARGUMENT_INVALID', `${path}: ${why}. Name another file with --log, or delete this one.`);
  };
  for (const [index, line] of file.before.entries()) {
    let entry: Partial<EpochEvent & RunIdentity & { kind: string }>;
    try {
      entry = JSON.parse(line);
    } catch {
      throw await refuse(`line ${index + 1} is not JSON, so it is no log of a run`);
    }
    const { data, network, options } = entry ?? {};
    if (index === 0 && (entry?.kind !== 'run' || !isSame({ data, network, options }, identity))) {
      throw await refuse('the log is that of a run with other data or options');
    }
    if (entry?.kind === 'epoch') known.add(keyOf(entry as EpochEvent));
  }
}

function isSame(one: object, other: RunIdentity): boolean {
  const { data, network, options } = other;
  return JSON.stringify(one) === JSON.stringify({ data, network, options });
}

function keyOf({ stage, epoch }: Pick<EpochEvent, 'stage' | 'epoch'>): string {
  return `${stage}/${epoch}`;
}

function lineOf({ figures, validation, ...event }: EpochEvent): object {
  const { parameters: expectedParameters, ...rest } = figures;
  const { stage, epoch, epochs, ...more } = event;
  return { stage, epoch, epochs, ...rest, expectedParameters, validation, ...more };
}
