import { SecateurError } from '../../core/index.ts';
import { sha256Of } from '../../exporter/index.ts';
import { readText } from '../../files/index.ts';
import { type Profile, parseReport, parseTargets } from '../../runtime/index.ts';
import { profileUnwritten } from '../cuts/latency-of.ts';
import type { Listener } from '../listener.ts';

/** Where the device figures of a card come from. */
export interface DeviceProfiles {
  /** What reports hold, of whatever models. */
  readonly recorded: readonly { readonly source: string; readonly profiles: readonly Profile[] }[];
  /** To measure on, as `secateur profile --device` names them. */
  readonly devices: readonly string[];
}

/**
 * Reads the reports among some names, and takes the others for devices.
 * @param names `report.json`, `cpu`, `cpu:4`, `wasm`, ...
 * @throws ARGUMENT_INVALID (no such device, or one that opens a link), FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID; DATA_INVALID for a report that does not say which files it is about
 */
export async function readDeviceProfiles(names: readonly string[]): Promise<DeviceProfiles> {
  const reports = names.filter((name) => /\.json$/i.test(name));
  const recorded = [];
  for (const source of reports) {
    const { models } = parseReport(await readText(source), source);
    const profiles = models.flatMap((model) => model.profiles);
    if (profiles.every(({ model }) => model.sha256 === undefined)) {
      throw new SecateurError(
        'DATA_INVALID',
        `${source}: does not say which file was measured, as an earlier version wrote it. Measure again with secateur profile -o.`,
      );
    }
    recorded.push({ source, profiles });
  }
  const devices = names.filter((name) => !reports.includes(name));
  for (const device of devices) {
    if (parseTargets(device).some(({ place }) => place === 'remote')) {
      throw new SecateurError(
        'ARGUMENT_INVALID',
        `'${device}' cannot be measured while a package is written. Write the model with --output, record it with \`secateur profile model.onnx --device ${device} -o report.json\`, and name the report here.`,
      );
    }
  }
  return { recorded, devices };
}

/**
 * The profiles of one model: of each report those of its file, and those that are measured now.
 * @throws DATA_INVALID for a report about other files; as `profile`
 */
export async function profilesOfModel(
  model: Uint8Array,
  { recorded, devices }: DeviceProfiles,
  { signal, onProgress }: Pick<Listener, 'signal' | 'onProgress'>,
): Promise<Profile[]> {
  const hash = sha256Of(model);
  const found = recorded.flatMap(({ source, profiles }) => {
    const own = profiles.filter(({ model: { sha256 } }) => sha256 === hash);
    if (own.length > 0) return own;
    const others = [...new Set(profiles.map(({ model: { name } }) => name))].join(', ');
    throw new SecateurError(
      'DATA_INVALID',
      `${source}: holds no measurement of the model that is packed (${model.length} bytes, SHA-256 ${hash.slice(0, 12)}...), but of ${others}. Write the model with --output and the same options, profile that file, and pack then.`,
    );
  });
  if (devices.length === 0) return found;
  return [...found, ...(await profileUnwritten([model], { devices, signal, onProgress }))];
}
