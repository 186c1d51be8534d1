import type { FigureTable as Figures } from '../../shared/index.ts';
import { strings } from '../strings.ts';
import { ScrollPlace } from './scroll-place.tsx';

/** What models cost, side by side, with what changed against the reference. */
export function FigureTable({ table }: { readonly table: Figures }) {
  const { models, reference, groups } = table;
  const columnsOf = (model: string) => (model === reference ? 1 : 2);
  return (
    <ScrollPlace label={strings.parts.figures}>
      <table class="numbers figures">
        <caption>{models.length > 1 ? strings.parts.against(reference) : strings.parts.figures}</caption>
        <thead>
          <tr>
            <th scope="col" class="words">
              {strings.parts.measure}
            </th>
            {models.map((name) => (
              <th key={name} scope="col" colSpan={columnsOf(name)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map(({ heading, rows }) => (
          <tbody key={heading}>
            <tr class="group">
              <th scope="rowgroup" colSpan={2 * models.length} class="words">
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
                  ...(columnsOf(models[at]!) === 2
                    ? [
                        <td key={`${models[at]} change`} class="change">
                          {change}
                        </td>,
                      ]
                    : []),
                ])}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </ScrollPlace>
  );
}
