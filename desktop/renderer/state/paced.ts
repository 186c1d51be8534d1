/** Work that is asked for more often than it is worth doing. */
export interface Paced {
  ask(): void;
  /** Does what was asked for and is not done yet, and then no more. */
  end(): void;
}

/** Does at once what is asked for, and what is asked for within `pauseMs` of that together when they are over. */
export function paced(work: () => void, pauseMs: number): Paced {
  let isAsked = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const turn = (): void => {
    timer = undefined;
    if (!isAsked) return;
    isAsked = false;
    timer = setTimeout(turn, pauseMs);
    work();
  };
  return {
    ask: () => {
      isAsked = true;
      if (timer === undefined) turn();
    },
    end: () => {
      clearTimeout(timer);
      if (isAsked) work();
      isAsked = false;
    },
  };
}
