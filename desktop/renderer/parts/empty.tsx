import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

interface EmptyProps {
  readonly icon: string;
  readonly title: string;
  readonly text: string;
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

/** In place of a view that has nothing to show yet. */
export function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <div class="empty">
      <Icon path={icon} size={40} />
      <h1>{title}</h1>
      <p>{text}</p>
      {children && <div class="empty-actions">{children}</div>}
    </div>
  );
}
