import { formatBytes } from '../../core/index.ts';
import type { Profile, Report } from '../../runtime/index.ts';

/** What has to be there beside any of the models, one line for each provider; empty where nothing is known of it. */
export function footprintLines({ models }: Report): string {
  const byProvider = new Map<string, Profile>();
  for (const profile of models.flatMap(({ profiles }) => profiles)) {
    if (profile.footprint && !byProvider.has(profile.provider)) byProvider.set(profile.provider, profile);
  }
  return [...byProvider]
    .map(([provider, { footprint, environment }]) => {
      const { library, entry } = footprint!;
      return `Beside a model on ${provider}: ${environment.runtime}, ${formatBytes(library.sizeBytes)} (gzip ${formatBytes(library.gzipBytes)}, brotli ${formatBytes(library.brotliBytes)}), and Secateur's entry, ${formatBytes(entry.sizeBytes)} (gzip ${formatBytes(entry.gzipBytes)}).`;
    })
    .join('\n');
}
