import { SecateurError } from '../../core/index.ts';
import { checkFolderWritable, checkWritable } from '../output-path.ts';
import { checkPackageFolder } from './write-package.ts';

/** Where a model goes: one of `output` and `package` is there. */
export interface PlaceOptions {
  readonly output?: string;
  readonly package?: string;
  /** Of a package: reports and devices for its card, see `readDeviceProfiles`. */
  readonly profile?: readonly string[];
}

/** @throws ARGUMENT_INVALID */
export function checkPlaceOptions(options: PlaceOptions): void {
  if ((options.output === undefined) === (options.package === undefined)) {
    const which =
      options.output === undefined ? 'Nothing says where the result goes' : '--output and --package exclude each other';
    throw new SecateurError('ARGUMENT_INVALID', `${which}. Give --output model.onnx or --package folder.`);
  }
  if (options.profile && options.package === undefined) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      '--profile is about the card of a --package. Add one, or measure the file with `secateur profile`.',
    );
  }
}

/**
 * Whether it can be written there, before any work.
 * @param inputs what the command reads
 * @throws FILE_UNWRITABLE, ARGUMENT_INVALID
 */
export async function checkPlace(options: PlaceOptions, inputs: readonly string[]): Promise<void> {
  if (options.package === undefined) {
    await checkWritable(options.output!, inputs);
    return;
  }
  await checkFolderWritable(options.package, inputs);
  await checkPackageFolder(options.package);
}
