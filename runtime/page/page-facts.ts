import type { PageEnvironment } from '../model/profile.ts';

/** Of some browsers, and not yet of TypeScript's library. */
interface BrowserNavigator {
  readonly deviceMemory?: number;
  readonly userAgentData?: { readonly platform: string };
}

/** What this browser says of the device it is on. @param wasHidden whether the page was not in front all the time */
export async function pageFacts(resolutionMs: number, wasHidden: boolean): Promise<PageEnvironment> {
  const { userAgent, userAgentData, platform, hardwareConcurrency, deviceMemory } = navigator as Navigator &
    BrowserNavigator;
  const gpu = await gpuName();
  return {
    userAgent,
    platform: userAgentData?.platform || platform || 'unknown',
    cores: hardwareConcurrency,
    ...(deviceMemory !== undefined && { deviceMemoryGb: deviceMemory }),
    ...(gpu !== undefined && { gpu }),
    isSecureContext,
    isCrossOriginIsolated: crossOriginIsolated,
    limits: limits(resolutionMs, wasHidden),
  };
}

function limits(resolutionMs: number, wasHidden: boolean): string[] {
  const because = isSecureContext ? 'this browser' : 'this address (neither https nor localhost)';
  const found: string[] = [];
  if (!crossOriginIsolated) found.push(`No threads: ${because} gives pages no shared memory.`);
  if (!('gpu' in navigator)) found.push(`No WebGPU: ${because} does not offer it.`);
  if (resolutionMs > 0.005) {
    found.push(`The clock is coarse: ${because} lets it go in steps of ${Number(resolutionMs.toPrecision(2))} ms.`);
  }
  if (wasHidden) found.push('The page was not in front all the time: browsers slow such pages down.');
  return found;
}

async function gpuName(): Promise<string | undefined> {
  const adapter = await (navigator as Partial<Navigator>).gpu?.requestAdapter().catch(() => null);
  if (!adapter) return undefined;
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture, description].filter((part) => part !== '').join(' ');
  return `${name || 'unnamed'}${isFallbackAdapter ? ' (software)' : ''}`;
}
