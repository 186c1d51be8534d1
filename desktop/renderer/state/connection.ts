import { signal } from '@preact/signals';
import type { ConnectionState, HostConnection } from '../connection/index.ts';
import { restoreDocuments } from './documents.ts';

/** Whether the host can be reached. */
export const connection = signal<ConnectionState>('connecting');

/** Once. A host that was lost and is back may have other documents open by now. */
export function followConnection({ onState }: Pick<HostConnection, 'onState'>): void {
  onState((state) => {
    const wasLost = connection.value === 'lost';
    connection.value = state;
    if (wasLost && state === 'connected') void restoreDocuments();
  });
}
