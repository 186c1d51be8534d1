import type { ComponentChildren } from 'preact';
import { ScrollPlace } from './scroll-place.tsx';

export interface Column {
  readonly title: string;
  /** Below the title, such as `ms`. */
  readonly unit?: string;
  /** Words are set to the left, figures to the right so that their digits align. */
  readonly words?: boolean;
}

interface NumberTableProps {
  /** What it holds, for screen readers; seen where `showCaption`. */
  readonly caption: string;
  readonly showCaption?: boolean;
  readonly columns: readonly Column[];
  /** Each row's first cell is its heading. */
  readonly rows: readonly { readonly key: string; readonly cells: readonly ComponentChildren[] }[];
}

/** Figures in columns; wider than its place it scrolls by itself. */
export function NumberTable({ caption, showCaption = false, columns, rows }: NumberTableProps) {
  return (
    <ScrollPlace label={caption}>
      <table class="numbers">
        <caption class={showCaption ? undefined : 'unseen'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ title, unit, words }) => (
              <th key={title} scope="col" class={words ? 'words' : undefined}>
                {title}
                {unit && <span class="unit"> {unit}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, at) => {
                const style = columns[at]?.words ? 'words' : undefined;
                const name = columns[at]?.title ?? at;
                return at === 0 ? (
                  <th key={name} scope="row" class={style}>
                    {cell}
                  </th>
                ) : (
                  <td key={name} class={style}>
                    {cell}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollPlace>
  );
}
