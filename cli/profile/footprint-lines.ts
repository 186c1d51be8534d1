import type { Profile, Report } from '../../runtime/index.ts';
import { bytes } from '../format.ts';

/** What has to be there beside any of the models, one line for each provider; empty where nothing is known of it. */
export function footprintLines({ models }: Report): string {
  const byProvider = new Map<string, Profile>();
  for (const profile of models.flatMap(({ profiles }) => profiles)) {
    if (profile.footprint && !byProvider.has(profile.provider)) byProvider.set(profile.provider, profile);
  }
  return [...byProvider]
    .map(([provider, { footprint, environment }]) => {
      const { library, entry } = footprint!;
      return `Beside a model on ${provider}: ${environment.runtime}, ${bytes(library.sizeBytes)} (gzip ${bytes(library.gzipBytes)}, brotli ${bytes(library.brotliBytes)}), and Secateur's entry, ${bytes(entry.sizeBytes)} (gzip ${bytes(entry.gzipBytes)}).`;
    })
    .join('\n');
}
