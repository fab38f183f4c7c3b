import { type Contract, type Field, mostTextCharacters, rangeText } from '@ratchet-ml/scoring'
import { exampleRow } from './example-row.ts'
import type { Route } from './types.ts'

/** A page about one endpoint for people: its fields and answers, and an example to copy. */
export function endpointPage(
  { endpoint, contract, champion }: Route,
  row: unknown = exampleRow(contract),
): string {
  const body = JSON.stringify({ rows: [row] })
  const example = `curl -s http://127.0.0.1:7300/predict/${endpoint} \\\n  -H 'Content-Type: application/json' \\\n  -d '${body.replaceAll("'", String.raw`'\''`)}'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(endpoint)}: how to ask it</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(endpoint)}</h1>
<p>Answered by ${escapeHtml(champion.model)} version ${champion.version}; ${escapeHtml(contract.task)}. A key that is none of the fields is ${contract.extra === 'ignore' ? 'ignored and counted' : 'refused'}.</p>
<h2>Fields of a row</h2>
<table>
<thead><tr><th scope="col">field</th><th scope="col">type</th><th scope="col">takes</th><th scope="col">missing</th><th scope="col">meaning</th></tr></thead>
<tbody>
${contract.inputs.map(fieldRow).join('\n')}
</tbody>
</table>
<h2>Answers</h2>
<ul>
${contract.outputs.map((output) => `<li><code>${escapeHtml(output.name)}</code>: ${answerOf(output.name, output.width, contract)}</li>`).join('\n')}
</ul>
<h2>Example</h2>
<pre><code>${escapeHtml(example)}</code></pre>
<p>Put the address of this page in the place of <code>127.0.0.1:7300</code>. The same in the V2 protocol is at <code>/v2/models/${escapeHtml(endpoint)}/infer</code>; CSV and NDJSON are taken too. For programs: <a href="/v1/endpoints/${encodeURIComponent(endpoint)}/openapi.json">OpenAPI</a>.</p>
</main>
</body>
</html>
`
}

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}pre{background:#f3f3f3;overflow-x:auto;padding:1rem}@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}pre{background:#262626}a{color:#8ab4f8}}'

/** Levels that are told; a category may have hundreds of thousands. */
const mostLevels = 200

function fieldRow(field: Field): string {
  const { name, type, unit, missing, description = '', role } = field
  const kind = role === 'feature' ? type : `${type} (${role})`
  const cells = [
    `<code>${escapeHtml(name)}</code>`,
    escapeHtml(unit === undefined ? kind : `${kind}, in ${unit}`),
    takenBy(field),
    missing === 'accept' ? 'taken' : 'refused',
    escapeHtml(description),
  ]
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function takenBy({
  type,
  levels = [],
  unknownLevel,
  unknownCode,
  range,
  maximumLength = mostTextCharacters,
}: Field): string {
  if (type === 'category') {
    const shown = levels
      .slice(0, mostLevels)
      .map((level) => `<code>${escapeHtml(String(level))}</code>`)
    const more = levels.length > mostLevels ? ` and ${levels.length - mostLevels} more` : ''
    const other =
      unknownCode === undefined ? '; any other counts as missing' : '; any other is taken'
    return `${shown.join(', ')}${more}${unknownLevel === 'accept' ? other : ''}`
  }
  if (type === 'text') return `texts of at most ${maximumLength} characters`
  if (type === 'timestamp') return 'RFC 3339 with its zone'
  return rangeText(range) ?? (type === 'integer' ? 'whole numbers within ±(2^53 - 1)' : 'any')
}

function answerOf(name: string, width: number, { classes }: Contract): string {
  const names = classes?.map((level) => `<code>${escapeHtml(String(level))}</code>`).join(', ')
  if (name === 'label') return names === undefined ? 'the index of the class' : `one of ${names}`
  if (name === 'probability') {
    return names === undefined ? `${width} shares, one a class` : `a share for each of ${names}`
  }
  if (name === 'score') return 'how usual the row is: below 0 it is an outlier'
  if (name === 'cluster') return 'the index of the cluster'
  if (name === 'distance') return `from each of ${width} clusters`
  return width === 1 ? 'a number' : `${width} numbers`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
