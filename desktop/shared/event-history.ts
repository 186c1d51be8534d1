/** What has happened, for whoever comes later. */
export interface EventHistory<Event> {
  add(event: Event): void;
  list(): readonly Event[];
}

/**
 * A long history is thinned out: every second event goes, and from then on half as many are kept; the last one always is.
 */
export function createEventHistory<Event>(maximumEvents: number): EventHistory<Event> {
  let events: Event[] = [];
  let seen = 0;
  let stride = 1;
  let last: Event | undefined;
  return {
    add: (event) => {
      last = event;
      if (seen++ % stride !== 0) return;
      events.push(event);
      if (events.length < maximumEvents) return;
      events = events.filter((_, index) => index % 2 === 0);
      stride *= 2;
    },
    list: () => (last === undefined || events.at(-1) === last ? [...events] : [...events, last]),
  };
}
