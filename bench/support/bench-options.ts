import { type ParseArgsConfig, parseArgs } from 'node:util';
import { isSecateurError, SecateurError } from '../../core/index.ts';

/**
 * The options that a bench was called with. What is wrong with them, or with anything else that a user can mend, ends it with
 * one line in place of a stack: exit code 2 for options, 1 for all else.
 * @throws ARGUMENT_INVALID for options there are not, and for texts where the default is a number
 */
export function benchOptions<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  process.on('uncaughtException', endWith);
  let parsed: ReturnType<typeof parseArgs<Config>>;
  try {
    parsed = parseArgs(config);
  } catch (error) {
    const known = Object.keys(config.options ?? {}).map((name) => `--${name}`);
    const [why] = (error as Error).message.split('. To specify');
    throw new SecateurError('ARGUMENT_INVALID', `${why}. The options are ${known.join(', ')}.`);
  }
  const values: Readonly<Record<string, unknown>> = parsed.values;
  for (const [name, { default: usual }] of Object.entries(config.options ?? {})) {
    const given = values[name];
    if (!isNumber(usual) || typeof given !== 'string' || isNumber(given)) continue;
    throw new SecateurError('ARGUMENT_INVALID', `--${name} must be a number, such as ${usual}, not '${given}'.`);
  }
  return parsed;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'string' && /^\d*\.?\d+$/.test(value);
}

function endWith(error: unknown): void {
  const isExpected = isSecateurError(error);
  console.error(isExpected ? `${process.env['npm_lifecycle_event'] ?? 'bench'}: ${error.message}` : error);
  process.exit(isExpected && error.code === 'ARGUMENT_INVALID' ? 2 : 1);
}
