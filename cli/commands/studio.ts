import type { StudioCommandOptions } from '../actions/studio.ts';
import { wholeNumber } from '../options.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addStudio: AddCommand = (program, signal) => {
  const command = program
    .command('studio')
    .summary('open, prune by slider, profile and compare in the browser')
    .description(
      'serve the studio to the browsers of this machine, and open it: look into posteriors and ONNX models, prune by slider, profile, compare. Runs until Ctrl-C',
    )
    .argument('[files...]', 'posteriors, ONNX models, reports and trade-off curves to open')
    .option('--port <number>', 'to listen on (default: one that is free)', wholeNumber(1, 65_535))
    .option('--no-open', 'print the address and open no browser');
  finishCommand<StudioCommandOptions>(command, signal, 'secateur studio mnist.safetensors', async () => {
    const { studio } = await import('../actions/studio.ts');
    return studio;
  });
};
