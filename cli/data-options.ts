import { type Command, Option } from 'commander';
import { fraction, imageShape, imageSize, taskOption } from './options.ts';

export function addDataOptions(command: Command): Command {
  return command
    .option('--target <column>', 'column of the table to predict (default: the last)')
    .option('--target-file <npy>', 'the targets of a .npy file: a second one (default: its last column)')
    .addOption(taskOption())
    .option(
      '--validation-fraction <share>',
      'part kept for choices (default: 0.1 of a table, 1/12 of the training images)',
      fraction(),
    )
    .option(
      '--test-fraction <share>',
      'part of a table kept for the final score (default: 0.2)',
      fraction({ orZero: true }),
    )
    .option('--image-size <size>', 'resize image files, for example to 28x28 (height x width)', imageSize)
    .option('--grey', 'take image files without their colours')
    .option(
      '--image-shape <shape>',
      'examples of an array are images or series of this shape: 32x32x3 (height x width x channels), 1x128x6:chw where one channel comes after the other',
      imageShape,
    )
    .addOption(new Option('--test-file <csv>', 'a second table that is the test set').conflicts('testFraction'))
    .addOption(
      new Option(
        '--split <json>',
        'a file that lists the rows of each part, `file.json#3` for one of several',
      ).conflicts(['testFraction', 'testFile']),
    );
}
