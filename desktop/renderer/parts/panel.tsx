import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface PanelProps {
  readonly title: string;
  /** What the figures below mean, in a sentence. */
  readonly about?: ComponentChildren;
  readonly children: ComponentChildren;
  /** At the right of the title. */
  readonly actions?: ComponentChildren;
  /** Over all columns of the page. */
  readonly wide?: boolean;
}

/** A titled part of a view. */
export function Panel({ title, about, children, actions, wide = false }: PanelProps) {
  const id = useId();
  return (
    <section class={wide ? 'panel wide' : 'panel'} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {actions && <div class="panel-actions">{actions}</div>}
      </header>
      {about && <p class="about">{about}</p>}
      {children}
    </section>
  );
}

/** Names and values, such as metadata. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
