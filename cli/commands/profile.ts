import { type Command, Option } from 'commander';
import type { ProfileCommandOptions } from '../actions/profile.ts';
import {
  collected,
  dimensionSizes,
  imageSize,
  listed,
  outputFile,
  pixelScaleOption,
  positiveNumber,
  seedOption,
  taskOption,
  wholeNumber,
} from '../options.ts';
import { providers } from '../providers.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addProfile: AddCommand = (program, signal) => {
  const command = program
    .command('profile')
    .summary('measure latency, cold start and memory of models')
    .description('measure latency, cold start and memory of models, each in fresh processes, in interleaved rounds')
    .argument('<models...>', '.onnx files')
    .option(
      '-o, --output <file>',
      'keep everything measured as a report (.json), for compare and report',
      outputFile('.json'),
    )
    .option(
      '--width <part>',
      'of models exported with --adjustable: above 0, at most 1 (default: 1)',
      positiveNumber(1),
    );
  addAskOptions(command);
  addProfilingOptions(command);
  command
    .option('--floor', 'what a call costs here whatever the model, and when further pruning stops paying')
    .option('--operators', "where a call's time goes, node by node (node-cpu)")
    .option(
      '--trace <file>',
      "keep onnxruntime's trace of one model as Chrome trace events (.json), for Perfetto",
      outputFile('.json'),
    );
  finishCommand<ProfileCommandOptions>(
    command,
    signal,
    'secateur profile dense.onnx pruned.onnx --device cpu,wasm,browser',
    async () => {
      const { profileModels } = await import('../actions/profile.ts');
      return profileModels;
    },
  );
};

/** Of rows whose answers are known. */
export function addAskOptions(command: Command): Command {
  return command
    .option('--data <data>', 'rows to ask the models about: a table (all of its rows), mnist, ... (its test images)')
    .option(
      '--target <column>',
      'with --data: the column to predict (default: the last); with --input alone, of models from elsewhere: one to leave out',
    )
    .addOption(taskOption('with --data: '))
    .option('--image-size <size>', 'with --data: resize image files, for example to 28x28 (height x width)', imageSize)
    .option('--grey', 'with --data: take image files without their colours')
    .addOption(pixelScaleOption('with --data, of models from elsewhere: '));
}

export function addProfilingOptions(command: Command): Command {
  return command
    .option(
      '--device <list>',
      'what to measure on, for example cpu,cpu:1-4 (threads),webgpu,wasm:2,browser,browser:webgpu,edge:wasm:4; may be repeated (default: cpu)',
      listed,
    )
    .addOption(new Option('--provider <name>', 'as --device').argParser(collected(providers)).hideHelp())
    .option(
      '--remote',
      'show a link, and measure in the browser of the phone or board that opens it; as --device remote',
    )
    .option('--host <address>', 'of this machine, that the link leads to (default: the likeliest in its network)')
    .option('--port <number>', 'of the link (default: any free one)', wholeNumber(1, 65_535))
    .option('--cert <file>', 'serve the link by https, with this certificate (.pem), which the device trusts')
    .option('--key <file>', 'the key of the certificate (.pem)')
    .option(
      '--rounds <number>',
      'fresh processes, browsers or pages for each model and device',
      wholeNumber(1, 1000),
      5,
    )
    .option('--threads <number>', 'threads a call, on devices that do not say', wholeNumber(1, 1024), 1)
    .option(
      '--input <data>',
      'rows to measure with, as `run` takes them for the first model (default: random ones of the right kind)',
    )
    .option('--scenario <how>', 'how calls arrive: stream, offline, offline=64 or rate=200/s', 'stream')
    .option('--dimension <name=size>', 'size of a dimension that a model leaves open; may be repeated', dimensionSizes)
    .addOption(seedOption());
}
