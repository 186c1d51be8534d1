import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { strings } from '../../strings.ts';
import { IconButton } from '../button.tsx';
import { boxHeight, boxWidth, type GraphLayout, type Line } from './layout.ts';
import { neighbourOf } from './neighbour.ts';

export interface Box {
  readonly title: string;
  /** Below the title, such as a shape. */
  readonly text: string;
  /** What the box is marked by; in words too, since colour alone is not enough. */
  readonly mark?: { readonly kind: 'weights' | 'added' | 'removed' | 'changed'; readonly word?: string } | undefined;
  /** Part of a whole, from 0 to 1, that the box is filled and shaded by; `word` says it in figures. */
  readonly share?: { readonly value: number; readonly word: string } | undefined;
}

interface GraphViewProps {
  /** What it is, for screen readers. */
  readonly label: string;
  readonly layout: GraphLayout;
  readonly boxAt: (node: number) => Box;
  readonly chosen: number | undefined;
  readonly onChoose: (node: number) => void;
}

interface Shown {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const zooms = [0.35, 0.5, 0.7, 0.85, 1, 1.25] as const;
const beyond = 200;

/** A graph to scroll in, by mouse, touch and arrow keys. Only what is in sight is in the page, however many nodes there are. */
export function GraphView({ label, layout, boxAt, chosen, onChoose }: GraphViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState<(typeof zooms)[number]>(1);
  const [shown, setShown] = useState<Shown>({ left: 0, top: 0, right: 1600, bottom: 1200 });
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const look = () => {
      const { scrollLeft, scrollTop, clientWidth, clientHeight } = element;
      setShown({
        left: scrollLeft / zoom - beyond,
        top: scrollTop / zoom - beyond,
        right: (scrollLeft + clientWidth) / zoom + beyond,
        bottom: (scrollTop + clientHeight) / zoom + beyond,
      });
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [zoom]);
  useEffect(() => {
    const element = place.current;
    if (element && layout.places[0]) element.scrollLeft = layout.places[0].x * zoom - element.clientWidth / 2;
  }, [layout, zoom]);
  useEffect(() => {
    const element = place.current;
    const at = chosen === undefined ? undefined : layout.places[chosen];
    if (!element || !at) return;
    reveal(element, at.x * zoom, at.y * zoom);
  }, [chosen, layout, zoom]);

  const nodes = useMemo(
    () => layout.places.flatMap(({ x, y }, node) => (isIn(shown, x, y) || node === chosen ? [node] : [])),
    [layout, shown, chosen],
  );
  const lines = useMemo(() => layout.lines.filter((line) => isPassing(line, shown)), [layout, shown]);
  const step = (event: KeyboardEvent, node: number) => {
    const next = neighbourOf(layout, node, event.key);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    requestAnimationFrame(() => place.current?.querySelector<HTMLElement>(`[data-node="${next}"]`)?.focus());
  };
  const focusable = chosen ?? nodes[0];
  const at = zooms.indexOf(zoom);
  return (
    <div class="graph">
      <div class="graph-zoom">
        <IconButton
          small
          icon="M6 12h12"
          label={strings.parts.graph.smaller}
          disabled={at === 0}
          onClick={() => setZoom(zooms[at - 1]!)}
        />
        <IconButton
          small
          icon="M6 12h12M12 6v12"
          label={strings.parts.graph.larger}
          disabled={at === zooms.length - 1}
          onClick={() => setZoom(zooms[at + 1]!)}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="graph-place" ref={place} aria-label={label} tabIndex={0}>
        <div class="graph-sheet" style={sized(layout.width * zoom, layout.height * zoom)}>
          <div class="graph-scaled" style={{ transform: `scale(${zoom})`, ...sized(layout.width, layout.height) }}>
            <svg width={layout.width} height={layout.height} aria-hidden="true" focusable="false">
              {lines.map((line) => (
                <path
                  key={`${line.from} ${line.to}`}
                  class={line.from === chosen || line.to === chosen ? 'link chosen' : 'link'}
                  d={pathOf(line)}
                />
              ))}
            </svg>
            {nodes.map((node) => {
              const { x, y } = layout.places[node]!;
              const { title, text, mark, share } = boxAt(node);
              const word = share?.word ?? mark?.word;
              return (
                <button
                  key={node}
                  type="button"
                  data-node={node}
                  class={['node', mark?.kind, share && 'shared'].filter(Boolean).join(' ')}
                  style={{
                    left: `${x - boxWidth / 2}px`,
                    top: `${y - boxHeight / 2}px`,
                    ...sized(boxWidth, boxHeight),
                    ...(share && { '--share': `${100 * share.value}%` }),
                  }}
                  aria-pressed={node === chosen}
                  tabIndex={node === focusable ? 0 : -1}
                  onClick={() => onChoose(node)}
                  onKeyDown={(event) => step(event, node)}
                >
                  <span class="node-title">
                    {title}
                    {word && <span class="node-mark">{word}</span>}
                  </span>
                  <span class="node-text">{text}</span>
                </button>
              );
            })}
          </div>
        </div>
      </section>
    </div>
  );
}

/** Styles take no bare numbers. */
function sized(width: number, height: number) {
  return { width: `${width}px`, height: `${height}px` };
}

function isIn({ left, top, right, bottom }: Shown, x: number, y: number): boolean {
  return x + boxWidth / 2 > left && x - boxWidth / 2 < right && y + boxHeight > top && y - boxHeight < bottom;
}

function isPassing({ points }: Line, { top, bottom }: Shown): boolean {
  return points[0]![1] < bottom && points.at(-1)![1] > top;
}

/** Smooth from point to point, leaving and arriving upright. */
function pathOf({ points }: Line): string {
  return points
    .map(([x, y], at) => {
      if (at === 0) return `M${x} ${y}`;
      const [fromX, fromY] = points[at - 1]!;
      const middle = (fromY + y) / 2;
      return `C${fromX} ${middle} ${x} ${middle} ${x} ${y}`;
    })
    .join('');
}

function reveal(element: HTMLElement, x: number, y: number): void {
  const { scrollLeft, scrollTop, clientWidth, clientHeight } = element;
  const [halfWidth, halfHeight] = [boxWidth / 2 + 20, boxHeight / 2 + 20];
  if (x - halfWidth < scrollLeft || x + halfWidth > scrollLeft + clientWidth) element.scrollLeft = x - clientWidth / 2;
  if (y - halfHeight < scrollTop || y + halfHeight > scrollTop + clientHeight) element.scrollTop = y - clientHeight / 2;
}
