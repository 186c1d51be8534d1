import type { FigureTable as Figures } from '../../shared/index.ts';
import { strings } from '../strings.ts';

/** What models cost, side by side, with what changed against the reference. */
export function FigureTable({ table }: { readonly table: Figures }) {
  const { models, reference, groups } = table;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="table-place" aria-label={strings.parts.figures} tabIndex={0}>
      <table class="numbers figures">
        <caption>{models.length > 1 ? strings.parts.against(reference) : strings.parts.figures}</caption>
        <thead>
          <tr>
            <th scope="col" class="words">
              {strings.parts.measure}
            </th>
            {models.map((name) => (
              <th key={name} scope="col" colSpan={2}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map(({ heading, rows }) => (
          <tbody key={heading}>
            <tr class="group">
              <th scope="rowgroup" colSpan={1 + 2 * models.length} class="words">
                {heading}
              </th>
            </tr>
            {rows.map(({ label, unit, cells }) => (
              <tr key={`${label} ${unit}`}>
                <th scope="row" class="words">
                  {label}
                  {unit && <span class="unit"> {unit}</span>}
                </th>
                {cells.flatMap(({ text, change }, at) => [
                  <td key={`${models[at]} value`}>{text}</td>,
                  <td key={`${models[at]} change`} class="change">
                    {change}
                  </td>,
                ])}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}
