import * as v from 'valibot';
import { documentFault } from '../document-fault.ts';
import { isSecateurError, messageOf, SecateurError } from '../errors.ts';
import { structureOf } from './network-levels.ts';
import { network as schema } from './network-schema.ts';
import type { NetworkSpec } from './network-spec.ts';

/**
 * Reads a network as JSON, the form that posteriors hold it in.
 * @param source the file's name, for messages
 * @throws FORMAT_INVALID naming the field at fault; NETWORK_INVALID naming the layer that does not fit
 */
export function parseNetworkDocument(text: string, source: string): NetworkSpec {
  const refuse = (why: string) =>
    new SecateurError('FORMAT_INVALID', `${source}: not a network: ${why.slice(0, 300)}. See docs/networks.md.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`not JSON (${messageOf(error)})`);
  }
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (!result.success) {
    throw refuse(documentFault(result.issues[0]));
  }
  try {
    structureOf(result.output);
  } catch (error) {
    if (!isSecateurError(error)) throw error;
    throw new SecateurError(error.code, `${source}: ${error.message}`, { cause: error });
  }
  return result.output;
}
