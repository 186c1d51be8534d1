import type { ComponentChildren } from 'preact';
import type { Answer } from '../state/answer.ts';
import { strings } from '../strings.ts';

interface AnsweredProps<T> {
  readonly answer: Answer<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** What the host answered; until then that it works, and after a failure the reason, which can be selected. */
export function Answered<T>({ answer, children }: AnsweredProps<T>) {
  if (answer.state === 'ready') return <>{children(answer.value)}</>;
  if (answer.state === 'waiting') {
    return (
      <p class="waiting" role="status">
        {strings.parts.waiting}
      </p>
    );
  }
  return (
    <p class="failed" role="alert">
      {answer.message}
    </p>
  );
}
