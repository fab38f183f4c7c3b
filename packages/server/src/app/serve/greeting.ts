/** A row that nobody could read or copy helps nobody. */
const longestExample = 2000

/** What `serve` prints once it answers: the URL first, then how to try it. */
export function greeting(
  url: string,
  example: { endpoint: string; row: unknown } | undefined,
): string {
  const first = `Serving at ${url}`
  if (example === undefined)
    return `${first}\nNo endpoint yet: ratchet promote NAME@VERSION makes one.`
  const body = JSON.stringify({ rows: [example.row] })
  const target = `${url}/predict/${example.endpoint}`
  if (body.length > longestExample) {
    return `${first}\nPOST rows to ${target}; ${url}/openapi.json says what a row has.`
  }
  return [
    first,
    '',
    'Try it from a shell:',
    `  curl -s ${target} -d '${body.replaceAll("'", String.raw`'\''`)}'`,
    'or from Python:',
    '  import json, urllib.request',
    `  rows = ${toPython([example.row])}`,
    `  print(urllib.request.urlopen("${target}", json.dumps({"rows": rows}).encode()).read().decode())`,
  ].join('\n')
}

/** JSON is Python but for three words. */
function toPython(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (Array.isArray(value)) return `[${value.map(toPython).join(', ')}]`
  if (typeof value !== 'object') return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}: ${toPython(one)}`,
  )
  return `{${members.join(', ')}}`
}
