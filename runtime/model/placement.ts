import { isSecateurError, SecateurError } from '../../core/essentials.ts';
import type { LoadOptions, Tried } from './contract.ts';
import { automatic, deviceNames, type Host, type Provider, providerFor } from './providers.ts';
import type { Runtime, Session } from './session.ts';

/** A session, and where it runs. */
export interface Placed {
  readonly provider: Provider;
  readonly runtime: Runtime;
  readonly session: Session;
  /** See `Tried`. */
  readonly unchecked?: string;
}

/** What providers have said to a model so far. */
export interface Placement {
  readonly tried: Tried[];
  /** Providers that were not asked yet, the next one first. */
  readonly left: Provider[];
}

/** @throws ARGUMENT_INVALID for a device that does not exist. */
export function candidatesOf(device: LoadOptions['device'] = 'auto', host: Host): Provider[] {
  const wanted = device === 'auto' ? automatic[host] : Array.isArray(device) ? device : [device];
  const choices = `Choose 'auto', or among ${deviceNames.join(', ')}.`;
  if (wanted.length === 0) throw new SecateurError('ARGUMENT_INVALID', `The list of devices is empty. ${choices}`);
  return [...new Set(wanted)].map((name) => {
    const provider = providerFor(name, host);
    if (provider) return provider;
    throw new SecateurError('ARGUMENT_INVALID', `There is no device '${String(name).slice(0, 100)}'. ${choices}`);
  });
}

/**
 * A session on the first provider that takes the model; what was refused goes into `tried`.
 * @throws at once what no other provider would take either (FORMAT_INVALID, ARGUMENT_INVALID); else, when none is left,
 * the error of the only one, or one that says what each of them said, with the code of the first.
 */
export async function place(
  { tried, left }: Placement,
  name: string,
  open: (provider: Provider) => Promise<Omit<Placed, 'provider'>>,
): Promise<Placed> {
  for (let provider = left.shift(); provider; provider = left.shift()) {
    try {
      const placed = { provider, ...(await open(provider)) };
      const { unchecked, runtime } = placed;
      const { reduced } = runtime;
      tried.push({
        provider,
        ...(reduced !== undefined && { reduced }),
        ...(unchecked !== undefined && { unchecked }),
      });
      return placed;
    } catch (error) {
      if (!isSecateurError(error) || !refusals.has(error.code)) throw error;
      tried.push({ provider, refused: { code: error.code, message: error.message } });
      if (tried.length === 1 && left.length === 0) throw error;
    }
  }
  const all = tried.map(({ provider, refused }) => `${provider}: ${refused?.message}`).join(' ');
  const code = tried[0]?.refused?.code ?? 'PROVIDER_FAILED';
  throw new SecateurError(code, `${name}: none of the devices asked for takes it. ${all}`);
}

/** What another provider may do better. */
const refusals: ReadonlySet<string> = new Set(['DEPENDENCY_MISSING', 'UNSUPPORTED', 'PROVIDER_FAILED']);
