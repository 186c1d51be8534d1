import { SecateurError } from '../../../core/index.ts';
import type { PlaceName, Target } from '../targets.ts';
import { browserPlace } from './browser-place.ts';
import { nodePlace } from './node-place.ts';
import type { Place } from './place.ts';
import { type RemoteOptions, remotePlace } from './remote-place.ts';

/** The places of some targets, each opened once. */
export interface Places extends AsyncDisposable {
  of(target: Target): Place;
  /** What people there are told when all is over. */
  end(sentence: string): void;
}

/**
 * @param roundsEach how many rounds each target is measured in
 * @throws ARGUMENT_INVALID (nobody would hear of the address of a remote page), and what opening a place throws
 */
export async function openPlaces(
  targets: readonly Target[],
  roundsEach: number,
  options: {
    readonly remote?: RemoteOptions;
    readonly signal?: AbortSignal;
    /** 120,000 by default. */
    readonly timeLimitMs?: number;
  },
): Promise<Places> {
  const { remote, signal, timeLimitMs = 120_000 } = options;
  const limits = { signal, timeLimitMs };
  const open = async (name: PlaceName): Promise<Place> => {
    if (name === 'node') return nodePlace(limits);
    if (name !== 'remote') return browserPlace(name === 'browser' ? undefined : name, limits);
    if (remote) return remotePlace(remote, roundsEach * targets.filter(({ place }) => place === name).length, limits);
    throw new SecateurError('ARGUMENT_INVALID', 'A remote device needs the option remote.onLink, which gets its link.');
  };
  const opened = new Map<PlaceName, Place>();
  const places: Places = {
    of: ({ place }) => opened.get(place)!,
    end: (sentence) => {
      for (const place of opened.values()) place.end?.(sentence);
    },
    [Symbol.asyncDispose]: async () => {
      for (const place of opened.values()) await place[Symbol.asyncDispose]();
    },
  };
  try {
    for (const { place } of targets) if (!opened.has(place)) opened.set(place, await open(place));
  } catch (error) {
    await places[Symbol.asyncDispose]();
    throw error;
  }
  return places;
}
