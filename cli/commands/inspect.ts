import { type AddCommand, finishCommand } from './command.ts';

export const addInspect: AddCommand = (program, signal) => {
  const command = program
    .command('inspect')
    .summary('say what is inside a posterior or an ONNX model')
    .description('say what is inside a posterior (.safetensors) or an ONNX model')
    .argument('<file>', 'a file that train or export wrote, or any ONNX model');
  finishCommand(command, signal, 'secateur inspect table.safetensors', async () => {
    const { inspect } = await import('../actions/inspect.ts');
    return inspect;
  });
};
