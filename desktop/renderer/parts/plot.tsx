import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { strings } from '../strings.ts';
import { NumberTable } from './number-table.tsx';
import { placeMarks } from './plot-marks.ts';
import { colourOrder, dataOf, optionsOf, type PlotProps, plain } from './plot-options.ts';
import { useThemeChange } from './theme-colours.ts';

export type { PlotSeries } from './plot-options.ts';

/** More rows than that help nobody: the table takes every so many-th. */
const mostTableRows = 200;

/** A plot that follows its values while they change, and the same figures as a table for who cannot see it. */
export function Plot(props: PlotProps) {
  const { title, x, series, heightPx = 220, xName, formatX = plain, formatY = plain, formatRight = plain } = props;
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<{ readonly plot: uPlot; readonly layer: HTMLElement } | undefined>(undefined);
  const [isTable, setTable] = useState(false);
  const themeVersion = useThemeChange();
  const shape = JSON.stringify([
    series.map(({ name, line, colour, right }) => [name, line, colour, right]),
    props.xLog,
    props.yName,
    props.rightName,
    xName,
    heightPx,
    themeVersion,
    isTable,
  ]);
  const { onPick } = props;
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const options = optionsOf(latest, element.clientWidth);
    const layer = document.createElement('div');
    const mark = (plot: uPlot) => placeMarks(plot, layer, latest.current.marks ?? []);
    const hooks = { ready: [(plot: uPlot) => plot.over.append(layer)], draw: [mark] };
    const plot = new uPlot({ ...options, hooks }, dataOf(latest.current), element);
    drawn.current = { plot, layer };
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) plot.setSize({ width: element.clientWidth, height: heightPx });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      drawn.current = undefined;
    };
  }, [shape]);
  useEffect(() => {
    drawn.current?.plot.setData(dataOf(props));
  }, [x, series]);
  useEffect(() => {
    if (drawn.current) placeMarks(drawn.current.plot, drawn.current.layer, props.marks ?? []);
  }, [props.marks]);

  const stride = Math.ceil(x.length / mostTableRows) || 1;
  return (
    <figure class="plot">
      {isTable ? (
        <NumberTable
          caption={title}
          columns={[{ title: xName }, ...series.map(({ name }) => ({ title: name }))]}
          rows={x.flatMap((value, at) =>
            at % stride === 0
              ? [
                  {
                    key: String(at),
                    cells: [
                      onPick ? (
                        <button key="pick" type="button" class="inline-button" onClick={() => onPick(at)}>
                          {formatX(value)}
                        </button>
                      ) : (
                        formatX(value)
                      ),
                      ...series.map(({ values, right }) => {
                        const y = values[at];
                        return y === null || y === undefined ? '' : (right ? formatRight : formatY)(y);
                      }),
                    ],
                  },
                ]
              : [],
          )}
        />
      ) : (
        <div ref={place} class="plot-place" role="img" aria-label={title} />
      )}
      <figcaption>
        <ul class="legend">
          {series.map(({ name, line = 'line', colour }, at) => (
            <li key={name} class={`key ${line} ${colour ?? colourOrder[at % colourOrder.length]}`}>
              {name}
            </li>
          ))}
        </ul>
        <label class="as-table">
          <input type="checkbox" checked={isTable} onChange={({ currentTarget }) => setTable(currentTarget.checked)} />
          {strings.parts.asTable}
        </label>
      </figcaption>
    </figure>
  );
}
