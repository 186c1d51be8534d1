import { signal } from '@preact/signals';

/** The name of the view in front; kept in the address, so that a reload comes back to it. */
export const viewName = signal(location.hash.slice(1));

export function goTo(name: string): void {
  viewName.value = name;
  history.replaceState(null, '', `${location.pathname}${location.search}#${name}`);
}
