import { type Command, Option } from 'commander';
import { checkWeightFormat, mixedUsage, parseMixed, weightFormats } from '../../exporter/choices.ts';
import { wholeNumber } from '../options.ts';

const storedAs = 'how weights are stored; int8 to int2 are codes with a step for each unit';

/** How the file of somebody else's model holds its weights. */
export function addWeightOptions(command: Command): Command {
  return command
    .addOption(new Option('--weights <format>', storedAs).choices(weightFormats).default('float32'))
    .option(
      '--lean',
      'the fewest bytes: short names, least metadata, one step of codes for a layer where they are trained',
    );
}

/** How the file holds the network, and what it computes with. */
export function addStorageOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--weights <format>',
        `${storedAs}: ${weightFormats.join(', ')}; auto: as many bits a layer as its precision is worth; ${mixedUsage}: the smallest mix that costs no more of the validation score`,
      )
        .argParser(parseWeights)
        .default('float32'),
    )
    .option(
      '--block <weights>',
      'so many weights of a unit share a step of their codes, such as 32 (default: all of them)',
      wholeNumber(8, 1e6),
    )
    .addOption(
      new Option(
        '--activations <kind>',
        'what layers compute with: numbers, or 8-bit codes of steps found anew or fixed',
      )
        .choices(['float', 'dynamic', 'static'])
        .default('float'),
    )
    .option(
      '--calibrate <data>',
      'what --activations static fixes steps by (default: what --fine-tune or --data names)',
    )
    .option(
      '--lean',
      'the fewest bytes: short names, least metadata, one step of codes for a layer, biases in half precision, probabilities only',
    );
}

function parseWeights(text: string) {
  if (text === 'auto') return text;
  return text.startsWith('mixed') ? parseMixed(text) : checkWeightFormat(text, ['auto', mixedUsage]);
}
