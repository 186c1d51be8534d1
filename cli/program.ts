import { Command } from 'commander';
import type { AddCommand } from './commands/command.ts';
import { addCompare } from './commands/compare.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { addExport } from './commands/export.ts';
import { addFamilies } from './commands/families.ts';
import { addInspect } from './commands/inspect.ts';
import { addProfile } from './commands/profile.ts';
import { addReport } from './commands/report.ts';
import { addRun } from './commands/run.ts';
import { addShrink } from './commands/shrink.ts';
import { addStudio } from './commands/studio.ts';
import { addTradeOff } from './commands/tradeoff.ts';
import { addTrain } from './commands/train.ts';
import { addVerify } from './commands/verify.ts';
import { oneLine } from './errors.ts';
import { exitCodeMeanings } from './exit-codes.ts';
import { version } from './version.ts';

/** In the order in which `--help` lists them. */
const commands: readonly AddCommand[] = [
  addDemo,
  addTrain,
  addInspect,
  addExplain,
  addTradeOff,
  addExport,
  addShrink,
  addVerify,
  addRun,
  addProfile,
  addCompare,
  addReport,
  addStudio,
  addFamilies,
  addDoctor,
];

/** @param signal aborted by Ctrl-C */
export function buildProgram(signal: AbortSignal): Command {
  const program = new Command('secateur')
    .description(
      'Shrink a neural network for real: fit a spike-and-slab posterior, remove what is improbable, export ONNX, measure.',
    )
    .version(version(), '-V, --version')
    .exitOverride()
    .configureOutput({ outputError: (message, write) => write(oneLine(message, 'secateur')) })
    .helpCommand(false)
    .addHelpText(
      'after',
      `\nExample:\n  secateur demo\n\nExit codes:\n${exitCodeMeanings.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`).join('\n')}`,
    );
  for (const add of commands) add(program, signal);
  for (const command of program.commands) {
    const named = `secateur ${command.name()}`;
    command.configureOutput({ outputError: (message, write) => write(oneLine(message, named)) });
  }
  return program;
}
