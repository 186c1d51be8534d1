import { CommanderError } from 'commander';
import { isSecateurError, messageOf } from '../core/index.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';

/** The one place that turns what was thrown into what a person reads and the process ends with. */
export function failureOf(error: unknown): { readonly text: string | undefined; readonly exitCode: number } {
  // Commander has printed its message by now, through `oneLine`.
  if (error instanceof CommanderError) {
    return { text: undefined, exitCode: error.exitCode === 0 ? exitCodes.success : exitCodes.usage };
  }
  if (isSecateurError(error))
    return { text: `secateur: ${printable(error.message)}`, exitCode: exitCodeOf(error.code) };
  const stack = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  return {
    text: `secateur: this is a bug in Secateur. Please report it with the lines below and your command line.\n${stack}`,
    exitCode: exitCodes.bug,
  };
}

/** Commander's messages in the form of ours: one line, no `error:`, and where the help of what was typed is. */
export function oneLine(message: string, command: string): string {
  const text = printable(message.replace(/^error: /, ''));
  return `secateur: ${text}${/[.?!)]$/.test(text) ? '' : '.'} Try: ${command} --help\n`;
}

/** On one line, without what a stranger's file could tell a terminal to do: names and cells are quoted as they are. */
export function printable(message: string): string {
  return message
    .trim()
    .replace(/\s*[\r\n]\s*/g, ' ')
    .replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
