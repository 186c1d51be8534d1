import { SecateurError } from '../../core/index.ts';
import type { Profile } from '../model/profile.ts';
import { type Device, deviceNames, type Provider, providerFor, providers } from '../model/providers.ts';

/** `node`: processes here. `browser` and the names of some: browsers here. `remote`: a page on another device. */
export type PlaceName = (typeof placeNames)[number];

const placeNames = ['node', 'browser', 'chrome', 'chromium', 'edge', 'remote'] as const;

/** One thing to measure models on. */
export interface Target {
  /** As `parseTargets` reads it. */
  readonly name: string;
  readonly place: PlaceName;
  readonly provider: Provider;
  readonly threads: number;
}

/** What calls take more than one thread on. */
const threaded: readonly Device[] = ['cpu', 'wasm'];
const mostThreads = 1024;

const examples = 'cpu, cpu:4, cpu:1-4, webgpu, wasm:2, browser, browser:wasm:4, chrome:webgpu, remote, remote:webgpu';

/**
 * Reads `[PLACE:]DEVICE[:THREADS]`, where PLACE alone is its WebAssembly, and THREADS may be a sweep such as `1-4`.
 * @param threads where none are said @throws ARGUMENT_INVALID
 */
export function parseTargets(text: string, threads = 1): Target[] {
  const parts = text.split(':');
  const place = placeNames.find((name) => name === parts[0]);
  const [device = 'wasm', count, ...more] = place === undefined ? parts : parts.slice(1);
  const known = deviceNames.find((name) => name === device);
  const where = place ?? 'node';
  const provider =
    known && (where === 'node' && known !== 'wasm' ? providerFor(known, 'node') : providerFor(known, 'web'));
  const isThere = provider !== undefined && (where === 'node' ? isForNode(provider) : provider.startsWith('web-'));
  const counts = known && countsFrom(count, threaded.includes(known) ? threads : 1);
  const isRight = (place !== 'node' || parts.length > 1) && more.length === 0 && isThere;
  if (!isRight || !counts || (count !== undefined && !threaded.includes(known!))) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `Cannot measure on '${text}'. Write a device like one of these: ${examples}.`,
    );
  }
  return counts.map((each) => targetOn(where, provider, each));
}

/** What `load` runs on in Node. */
export function targetOn(place: PlaceName, provider: Provider, threads: number): Target {
  const { device } = providers[provider];
  const name = [...(place === 'node' ? [] : [place]), device, ...(threads === 1 ? [] : [threads])].join(':');
  return { name, place, provider, threads };
}

/**
 * What a profile was measured on, or a comparison's profiles were, by the same name; earlier versions measured in Node only,
 * and did not say so.
 */
export function targetNameOf({
  device,
  provider,
  environment,
}: Pick<Profile, 'device' | 'provider'> & Partial<Pick<Profile, 'environment'>>): string {
  return device ?? targetOn('node', provider, environment?.threads ?? 1).name;
}

/** Where it was measured, in words. */
export function placeTitle(target: string): string {
  const [place] = target.split(':');
  if (place === 'remote') return 'on another device';
  return placeNames.some((name) => name === place) ? 'in a browser' : 'in Node';
}

function isForNode(provider: Provider): boolean {
  return provider.startsWith('node-') || provider === 'web-wasm';
}

function countsFrom(text: string | undefined, otherwise: number): number[] | undefined {
  if (text === undefined) return [otherwise];
  const [, first, last = first] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (!(from >= 1 && to >= from && to <= mostThreads)) return undefined;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
