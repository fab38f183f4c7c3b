import { themeVariables } from '@ratchet-ml/figures'

/** The style sheet of a report: light or dark as the reader's system is, light on paper. */
export function styleSheet(): string {
  return `
:root { color-scheme: light dark; ${themeVariables('light')} }
@media screen and (prefers-color-scheme: dark) { :root { ${themeVariables('dark')} } }
:root { --text: var(--figure-text); --muted: var(--figure-muted); --line: var(--figure-grid); --surface: var(--figure-surface); --soft: color-mix(in srgb, var(--figure-shade) 12%, var(--figure-surface)); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; background: var(--surface); color: var(--text); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 960px; padding: 0 1rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 1.5rem 0 0.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 0.5rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
p { margin: 0.5rem 0; max-width: 46rem; overflow-wrap: anywhere; }
a { color: var(--figure-series-1); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.15rem 1.1rem; margin: 0.5rem 0; padding: 0; font-size: 0.92rem; }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.88em; overflow-wrap: anywhere; }
pre { background: var(--soft); padding: 0.75rem 1rem; border-radius: 6px; white-space: pre-wrap; }
.about, .note, caption { color: var(--muted); font-size: 0.88rem; }
.answer { background: var(--soft); border-left: 6px solid var(--muted); border-radius: 6px; padding: 0.5rem 1.1rem; margin: 1rem 0; }
.answer.better { border-color: var(--figure-series-3); }
.answer.worse { border-color: var(--figure-alarm); }
.answer dt { font-weight: 600; margin-top: 0.5rem; }
.answer dd { margin: 0 0 0.4rem; max-width: 46rem; overflow-wrap: anywhere; }
dl.facts { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: 0.25rem 1.5rem; margin: 0.5rem 0 1rem; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.verdict { font-size: 1.1rem; font-weight: 700; }
.verdict.better, td.better { color: var(--figure-series-3); }
.verdict.worse, td.worse { color: var(--figure-alarm); }
td.better, td.worse { font-weight: 600; }
/* The figure's own padding, so that its words stand in line with those of the page. */
figure { margin: 0.75rem 0 0.75rem -0.5rem; min-width: 0; }
figure svg { display: block; width: 100%; height: auto; }
figure.wide { overflow-x: auto; }
figure.wide svg { max-width: 860px; min-width: 620px; }
figure.narrow svg { max-width: 430px; }
.pair { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 0 1.5rem; align-items: start; }
.scroll { overflow-x: auto; margin: 0.5rem 0 1rem; }
:focus-visible { outline: 2px solid var(--figure-series-1); outline-offset: 2px; }
table { border-collapse: collapse; font-size: 0.88rem; min-width: 60%; }
caption { text-align: left; padding: 0.2rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.8rem 0.35rem 0.3rem; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; overflow-wrap: break-word; max-width: 22rem; }
thead th { color: var(--muted); font-weight: 600; border-bottom-color: var(--muted); }
tbody th { font-weight: 600; }
td.long { min-width: 16rem; }
td small { display: block; color: var(--muted); }
td.uncounted { font-style: italic; color: var(--muted); background: repeating-linear-gradient(135deg, transparent 0 6px, var(--soft) 6px 9px); }
/* Names are broken on paper alone, where nothing scrolls. */
@media screen { wbr { display: none; } }
summary { cursor: pointer; font-size: 0.92rem; padding: 0.2rem 0; }
.printed { display: none; }
@page { size: A4; margin: 14mm 12mm; }
@media print {
  :root { font-size: 10pt; }
  body { max-width: none; padding: 0; }
  nav, details:not([open]) { display: none; }
  .printed { display: block; }
  h1, h2, h3, caption { break-after: avoid; }
  figure, tr, .answer { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  .answer, td.uncounted, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  table { font-size: 8.5pt; }
  td.long { min-width: 0; }
  figure.wide { overflow: visible; }
  figure { margin-left: 0; }
  h2 + p { break-after: avoid; }
  th, td { padding: 0.2rem 0.5rem 0.2rem 0.2rem; }
  .pair { grid-template-columns: 1fr 1fr; }
}
`
}
