import { type AddCommand, finishCommand } from './command.ts';

export const addVerify: AddCommand = (program, signal) => {
  const command = program
    .command('verify')
    .summary('check a package or a model, and its answers on every runtime')
    .description(
      'check the hashes, card and shapes of a package (or the shapes of any ONNX model), and its answers on every runtime that is installed; ends with code 3 when a check fails',
    )
    .argument('<path>', 'a folder that export --package wrote, or an ONNX model');
  finishCommand(command, signal, 'secateur verify table-package', async () => {
    const { verify } = await import('../actions/verify.ts');
    return verify;
  });
};
