/** Calm and typographic: one accent, system fonts, aligned figures. Whatever colour says, a shape or a label says too. */
export const css = `
:root {
  color-scheme: light dark;
  --paper: #fcfcfa; --ink: #1c2420; --soft: #59655f; --rule: #dfe3de; --wash: #f1f4f0; --accent: #1c7048; --tint: #1c704824;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #131816; --ink: #e7ece8; --soft: #9caaa2; --rule: #303935; --wash: #1b221f; --accent: #6fce9b; --tint: #6fce9b2e; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #444; --rule: #ccc; --wash: #fff; --accent: #14583a; --tint: #14583a24; color-scheme: light; }
  body { font-size: 10pt; }
  figure, .details section, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink); line-height: 1.5; font-variant-numeric: tabular-nums lining-nums;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", sans-serif;
}
main { max-width: 66rem; margin: 0 auto; padding: clamp(1.5rem, 5vw, 4rem) clamp(1rem, 4vw, 2.5rem); overflow-wrap: break-word; }
h1, h2, h3, p, ul, dl, dd { margin: 0; }
figure { margin: 0; }
h1 { font-size: clamp(1.25rem, 3.2vw, 1.6rem); font-weight: 600; line-height: 1.2; letter-spacing: -.01em; }
h2 { margin: 3.5rem 0 1rem; padding-top: .9rem; border-top: 2px solid var(--ink); font-size: 1.15rem; font-weight: 600; }
h3 { font-size: 1rem; font-weight: 600; }
header p, header ul { max-width: 46rem; }
header > * + * { margin-top: .9rem; }
.eyebrow { color: var(--soft); font-size: .85rem; }
.eyebrow + h1 { margin-top: .25rem; }
.lead { font-size: clamp(1.35rem, 3.6vw, 2rem); line-height: 1.25; letter-spacing: -.015em; text-wrap: balance; color: var(--accent); }
.findings { padding-left: 1.1rem; }
.findings li + li { margin-top: .3rem; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 4px; }
table { border-collapse: collapse; font-size: .92rem; }
caption { padding-bottom: .8rem; color: var(--soft); font-size: .85rem; text-align: left; }
th, td { padding: .34rem .9rem; text-align: right; vertical-align: baseline; white-space: nowrap; }
th { font-weight: 400; }
tbody th { padding-left: 0; text-align: left; }
tbody tr + tr { border-top: 1px solid var(--rule); }
.comparison { width: 100%; }
.comparison thead th { font-weight: 600; white-space: normal; overflow-wrap: anywhere; min-width: 5.5rem; max-width: 16rem; }
.comparison tbody th { white-space: normal; }
.comparison .group th { padding-top: 1.5rem; border-bottom: 1px solid var(--ink); color: var(--soft); font-size: .85rem; }
.comparison tbody:first-of-type .group th { padding-top: .6rem; }
.unit, .change { color: var(--soft); }
.unit { font-size: .85em; }
.change { display: inline-block; min-width: 4.6em; }
.figures { columns: 25rem 2; column-gap: 3.5rem; }
figure { max-width: 34rem; margin-bottom: 3rem; break-inside: avoid; }
figcaption { margin-top: .7rem; color: var(--soft); font-size: .85rem; }
svg { display: block; width: 100%; height: auto; margin-top: .8rem; overflow: visible; }
svg text { fill: var(--ink); font-size: 12px; }
svg .tick { fill: var(--soft); }
svg .strong { font-weight: 600; }
svg .halo { stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
.axis { stroke: var(--soft); stroke-width: 1; }
.grid { stroke: var(--rule); stroke-width: 1; }
.frame { fill: none; stroke: var(--rule); stroke-width: 1; }
.cut, .reference { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 5 4; }
.contour { fill: none; stroke: var(--accent); stroke-width: 1.8; stroke-linecap: square; }
.contour-halo { fill: none; stroke: var(--paper); stroke-width: 4; stroke-linecap: square; }
.shade { fill: var(--ink); stroke: none; shape-rendering: crispEdges; }
.shade-0 { fill-opacity: 0; } .shade-1 { fill-opacity: .09; } .shade-2 { fill-opacity: .18; } .shade-3 { fill-opacity: .28; }
.shade-4 { fill-opacity: .38; } .shade-5 { fill-opacity: .49; } .shade-6 { fill-opacity: .6; } .shade-7 { fill-opacity: .72; }
.shade-8 { fill-opacity: .85; }
.bar-kept { fill: var(--accent); }
.bar-removed { fill: none; stroke: var(--soft); stroke-width: 1; }
.curve-kept { fill: none; stroke: var(--accent); stroke-width: 2.4; stroke-linejoin: round; }
.curve-removed { fill: none; stroke: var(--soft); stroke-width: 1.2; stroke-linejoin: round; }
circle.curve-kept, .dot { fill: var(--accent); }
circle.curve-removed { fill: var(--soft); }
.area-kept { fill: var(--tint); }
.point { fill: var(--paper); stroke: var(--accent); stroke-width: 1.6; }
.point-dense { fill: var(--paper); stroke: var(--ink); stroke-width: 1.8; }
.point-chosen { fill: var(--accent); stroke: var(--paper); stroke-width: 2; }
.hill { fill: var(--tint); stroke: var(--accent); stroke-width: .8; }
.median { stroke: var(--accent); stroke-width: 2.4; }
.percentile { stroke: var(--ink); stroke-width: 1.4; }
.details { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 2rem 3rem; margin-bottom: 2.5rem; }
.verdicts { margin-bottom: 1.6rem; }
.verdicts td, .verdicts th { text-align: left; white-space: normal; }
.verdicts th:first-child { padding-left: 0; }
.verdicts thead th { color: var(--soft); font-size: .85rem; }
.notes { padding-left: 1.1rem; max-width: 46rem; }
.notes li + li { margin-top: .3rem; }
dl { margin-top: .6rem; font-size: .92rem; }
dt { color: var(--soft); font-size: .85rem; }
dd { overflow-wrap: anywhere; }
dd + dt { margin-top: .6rem; }
.measurements td, .measurements th { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 4.5rem; }
.measurements thead th:first-child { padding-left: 0; }
.measurements thead th { color: var(--soft); font-size: .85rem; }
@media (max-width: 40rem) {
  svg text { font-size: 13.5px; }
  table { font-size: .85rem; }
  th, td { padding: .3rem .35rem; }
  .comparison thead th { min-width: 4.4rem; font-size: .8rem; }
  .change { display: block; min-width: 0; font-size: .9em; }
  .change:empty { display: none; }
}
@media print {
  .scroll { overflow: visible; }
  table { font-size: .8rem; }
  th, td { padding: .25rem .4rem; white-space: normal; }
  main { max-width: none; padding: 0; }
}
`;
