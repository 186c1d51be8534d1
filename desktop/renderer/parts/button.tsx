import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

interface ButtonProps {
  readonly onClick: () => void;
  readonly children: ComponentChildren;
  readonly icon?: string;
  /** The one thing that a place is for. */
  readonly primary?: boolean;
  readonly disabled?: boolean;
  /** Has the focus when its dialog opens. */
  readonly focused?: boolean;
  /** What it does, where its words are not enough; also shown as a tooltip. */
  readonly title?: string;
}

export function Button({
  onClick,
  children,
  icon,
  primary = false,
  disabled = false,
  focused = false,
  title,
}: ButtonProps) {
  return (
    <button
      type="button"
      class={primary ? 'button primary' : 'button'}
      onClick={onClick}
      disabled={disabled}
      title={title}
      autofocus={focused}
    >
      {icon && <Icon path={icon} size={16} />}
      {children}
    </button>
  );
}

interface IconButtonProps {
  readonly icon: string;
  /** Its name for screen readers, and its tooltip. */
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly small?: boolean;
}

export function IconButton({ icon, label, onClick, disabled = false, small = false }: IconButtonProps) {
  return (
    <button
      type="button"
      class={small ? 'icon-button small' : 'icon-button'}
      aria-label={label}
      title={label}
      onClick={onClick}
      disabled={disabled}
    >
      <Icon path={icon} size={small ? 14 : 18} />
    </button>
  );
}
