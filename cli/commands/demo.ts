import type { DemoOptions } from '../actions/demo.ts';
import { seedOption } from '../options.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addDemo: AddCommand = (program, signal) => {
  const command = program
    .command('demo')
    .summary('prune and measure a network on MNIST, in about two minutes')
    .description('prune and measure a network on MNIST: about two minutes on two cores')
    .option('-o, --output <folder>', 'where models and report go', 'out/demo')
    .addOption(seedOption());
  finishCommand<DemoOptions>(command, signal, 'secateur demo', async () => {
    const { demo } = await import('../actions/demo.ts');
    return demo;
  });
};
