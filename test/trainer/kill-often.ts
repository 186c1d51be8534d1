import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodePosterior, type RandomStream, randomStream } from '../../core/index.ts';
import { fitPosterior } from '../../trainer/index.ts';
import { resumableDataset, resumableOptions } from './resumable-run.ts';

export interface KillOptions {
  readonly kills: number;
  readonly narrow: boolean;
  /** For checkpoints and results; emptied by its owner. */
  readonly folder: string;
}

export interface Survival {
  /** Kills that met a process at work. */
  readonly kills: number;
  /** Different steps from which the run went on. */
  readonly resumedFrom: number;
  /** What the killed run wrote in the end, and the uninterrupted one. */
  readonly bytes: Uint8Array;
  readonly expected: Uint8Array;
}

/** Kills a training process again and again, and lets the last one finish. */
export async function killOften({ kills, narrow, folder }: KillOptions): Promise<Survival> {
  const epochs = 12 + 3 * kills;
  const result = join(folder, `result-${narrow}.safetensors`);
  const script = fileURLToPath(new URL('./resumable-run.js', import.meta.url));
  const args = [script, join(folder, `${narrow}.checkpoint`), result, String(narrow), String(epochs)];
  const random = randomStream(kills, `kills ${narrow}`);
  const firstSteps = new Set<number>();
  let met = 0;
  for (let kill = 0; kill < kills; kill++) {
    const { signal, firstStep } = await runAndKill(args, random);
    if (signal === 'SIGKILL') met++;
    if (firstStep !== undefined) firstSteps.add(firstStep);
  }
  const last = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await once(last, 'close');
  const { posterior } = await fitPosterior(resumableDataset(), { ...resumableOptions(), narrow, epochs });
  return {
    kills: met,
    resumedFrom: firstSteps.size,
    bytes: new Uint8Array(await readFile(result)),
    expected: encodePosterior(posterior),
  };
}

/** Every fourth time at any moment, while it starts perhaps; otherwise soon after one of its next steps. */
async function runAndKill(args: readonly string[], random: RandomStream) {
  const anyMoment = random.uniform() < 0.25;
  const calls = anyMoment ? 0 : 1 + Math.floor(5 * random.uniform());
  const delayMs = (anyMoment ? 200 : 15) * random.uniform();
  const child = spawn(process.execPath, [...args, String(calls), String(delayMs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { signal, firstStep: text.includes('\n') ? Number.parseInt(text, 10) : undefined };
}
