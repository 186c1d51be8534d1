import type { ComponentChildren } from 'preact';

interface ScrollPlaceProps {
  /** What it holds, for screen readers. */
  readonly label: string;
  readonly children: ComponentChildren;
}

/** What is wider or longer than its place scrolls by itself, by the keyboard too. */
export function ScrollPlace({ label, children }: ScrollPlaceProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <div role="group" class="table-place" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
