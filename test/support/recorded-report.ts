import { sha256Of } from '../../exporter/index.ts';
import { floorOf, type Report } from '../../runtime/index.ts';
import { exampleReport } from './example-report.ts';

/** A device whose calls take an overhead and so much for every multiply-accumulate; p99 is twice the median. */
export function recordedReport(
  { overheadMs, macsPerMs }: { readonly overheadMs: number; readonly macsPerMs: number },
  noise: (network: number) => number = () => 1,
): Report {
  const points = [1e3, 4e3, 1.6e4, 6.4e4, 2.56e5, 1.024e6].map((macs, network) => {
    const ms = (overheadMs + macs / macsPerMs) * noise(network);
    return { macs, roundMediansMs: [ms, ms, ms], p90Ms: 1.5 * ms, p99Ms: 2 * ms };
  });
  const where = { provider: 'web-wasm', device: 'remote', threads: 1, rowsPerCall: 1 } as const;
  const report = exampleReport();
  const [model] = report.models;
  const { macs: _, ...unknown } = model!;
  const profiles = model!.profiles.slice(0, 1).map((profile) => ({ ...profile, device: 'remote' }));
  return { ...report, models: [{ ...unknown, profiles }], floors: [floorOf(points, where)] };
}

/** The same of one model file. */
export function recordedOf(model: Uint8Array): Report {
  const report = recordedReport({ overheadMs: 0.02, macsPerMs: 1e6 });
  const sha256 = sha256Of(model);
  const models = report.models.map((each) => ({
    ...each,
    profiles: each.profiles.map((profile) => ({ ...profile, model: { ...profile.model, sha256 } })),
  }));
  return { ...report, models };
}
