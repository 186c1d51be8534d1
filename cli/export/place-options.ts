import type { Command } from 'commander';
import { listed, outputFile } from '../options.ts';

/** Where a model goes: a file, or a folder with its papers. */
export function addPlaceOptions(command: Command, what = 'where the model goes (.onnx)'): Command {
  return command
    .option('-o, --output <file>', what, outputFile('.onnx'))
    .option(
      '--package <folder>',
      'in place of --output: a folder with the model, its card, labels, reference answers and hashes',
    )
    .option(
      '--profile <list>',
      'device figures for the card of a --package: reports that `profile -o` wrote of this very model (.json), and devices to measure here and now, such as cpu or phone.json,wasm',
      listed,
    );
}
