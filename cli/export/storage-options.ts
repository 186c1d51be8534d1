import { type Command, Option } from 'commander';
import { type WeightFormat, weightFormats } from '../../exporter/index.ts';

export interface StorageChoice {
  readonly weights: WeightFormat;
  readonly lean?: boolean;
}

/** The part of a command's options that says how the file holds the network. */
export function storageOf({ weights, lean = false }: StorageChoice): Required<StorageChoice> {
  return { weights, lean };
}

/** How the file holds the network. */
export function addStorageOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--weights <format>', 'how weights are stored; int8 to int2 are codes with a step for each unit')
        .choices(weightFormats)
        .default('float32'),
    )
    .option('--lean', 'the fewest bytes: short names, least metadata, biases in half precision, probabilities only');
}
