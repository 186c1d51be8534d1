import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { type ErrorCode, isSecateurError } from '../../core/index.ts';
import { inputOf, turnsOf } from './input.ts';
import { baseBytes, type FuzzTarget, type Scratch } from './target.ts';

export interface Finding {
  readonly target: string;
  readonly index: number;
  readonly what: string;
}

/** What happened to the inputs of one target. */
export interface Tally {
  inputs: number;
  /** Read without complaint. */
  sound: number;
  /** Refused, by code. */
  refused: { [code in ErrorCode]?: number };
  slowestMs: number;
  /** Most bytes seen allocated by one input beyond `baseBytes`, for each of its own; 0 where that was enough. */
  mostBytesPerByte: number;
}

export type Tallies = Record<string, Tally>;

export interface InputRange {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Only every `step`-th. */
  readonly step: number;
  /** Epoch time in ms. */
  readonly endsAt: number;
}

export function newTally(): Tally {
  return { inputs: 0, sound: 0, refused: {}, slowestMs: 0, mostBytesPerByte: 0 };
}

export function newTallies(targets: readonly FuzzTarget[]): Tallies {
  return Object.fromEntries(targets.map(({ name }) => [name, newTally()]));
}

/** Inputs between parts: what was counted since the last is lost when one of them hangs. */
const inputsOfPart = 200;

export interface Part {
  readonly tallies: Tallies;
  readonly findings: readonly Finding[];
}

/**
 * Feeds a range of inputs to their readers, one after another.
 * @param onStart called before each input, so that somebody else can see one that never ends
 */
export async function* runInputs(
  targets: readonly FuzzTarget[],
  { seed, from, to, step, endsAt }: InputRange,
  onStart: (index: number) => void,
): AsyncGenerator<Part> {
  const turns = turnsOf(targets);
  const corpora = new Map(targets.map((target) => [target, target.corpus()]));
  const { scratch, remove } = scratchFolder();
  try {
    let part = { tallies: newTallies(targets), findings: [] as Finding[] };
    for (let index = from, count = 1; index < to && Date.now() < endsAt; index += step, count++) {
      const target = turns[index % turns.length]!;
      const bytes = inputOf(target, corpora.get(target)!, seed, index);
      onStart(index);
      const what = await readOnce(target, bytes, scratch, part.tallies[target.name]!);
      if (what !== undefined) part.findings.push({ target: target.name, index, what });
      if (what === undefined && count % inputsOfPart > 0) continue;
      yield part;
      part = { tallies: newTallies(targets), findings: [] };
    }
    yield part;
  } finally {
    remove();
  }
}

export function scratchFolder(): { readonly scratch: Scratch; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'secateur-fuzz-'));
  return {
    scratch: (name, bytes) => {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What is wrong with how a reader took some bytes; undefined when nothing is. */
export async function readOnce(
  { read, bytesPerByte }: FuzzTarget,
  bytes: Uint8Array,
  scratch: Scratch,
  tally: Tally,
): Promise<string | undefined> {
  const before = allocatedBytes();
  const started = performance.now();
  let fault: string | undefined;
  try {
    await read(bytes, scratch);
    tally.sound++;
  } catch (error) {
    if (isSecateurError(error)) tally.refused[error.code] = (tally.refused[error.code] ?? 0) + 1;
    else fault = error instanceof Error ? (error.stack ?? error.message) : `threw ${String(error)}`;
    if (isSecateurError(error) && error.message.length > longestMessage) {
      fault = `a message of ${error.message.length} characters: ${error.message.slice(0, 200)}`;
    }
  }
  tally.inputs++;
  tally.slowestMs = Math.max(tally.slowestMs, performance.now() - started);
  const beyond = allocatedBytes() - before - baseBytes;
  tally.mostBytesPerByte = Math.max(tally.mostBytesPerByte, beyond / Math.max(1, bytes.length));
  return beyond > bytesPerByte * bytes.length
    ? (fault ?? `allocated ${beyond + baseBytes} bytes for ${bytes.length}`)
    : fault;
}

const longestMessage = 5000;

/** Garbage that has not been collected counts as well: it was needed at some time. */
function allocatedBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}
