import type { TestCaseResult, TestRun } from '@ratchet-ml/protocol'
import { expect, test } from 'vitest'
import { toJunit } from './junit.ts'

const base = { kind: 'golden', line: 3, checks: 2, failures: [] }

function aRun(cases: readonly TestCaseResult[]): TestRun {
  const count = (outcome: string) => cases.filter((one) => one.outcome === outcome).length
  return {
    model: 'flights',
    version: { name: 'flights@1', digest: `sha256:${'0'.repeat(64)}` },
    suite: { digest: `sha256:${'1'.repeat(64)}`, files: ['a.yaml', 'b.yaml'] },
    ...{ seed: 1, outcome: 'fail', passed: count('passed'), failed: count('failed') },
    ...{ inconclusive: count('inconclusive'), notRun: count('not-run'), cases: [...cases] },
  }
}

const hostile = 'found <a href="x">&\u0000\ud800]]>\nexpected \'b\''
const run = aRun([
  { ...base, name: 'passes', file: 'a.yaml', outcome: 'passed' },
  {
    ...{ ...base, name: `"quoted" <&> ${hostile}`, file: 'a.yaml', outcome: 'failed' },
    because: 'a & b',
    failures: [{ line: 4, output: 'value', found: hostile, expected: '<1>', difference: 2 }],
  },
  { ...base, name: 'too few rows', file: 'b.yaml', outcome: 'inconclusive' },
  { ...base, name: 'after it', file: 'b.yaml', outcome: 'not-run' },
])

/** What elements of junit-10.xsd (Jenkins xUnit plug-in) may hold, and which attributes they take. */
const schema: Readonly<
  Record<string, { children: string[]; required: string[]; optional: string[] }>
> = {
  testsuites: {
    children: ['testsuite'],
    required: [],
    optional: ['name', 'time', 'tests', 'failures', 'errors', 'disabled'],
  },
  testsuite: {
    children: ['testcase', 'properties', 'system-out', 'system-err'],
    required: ['name', 'tests', 'failures', 'errors'],
    optional: ['time', 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file'],
  },
  testcase: {
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    required: ['name', 'classname'],
    optional: ['time', 'assertions', 'status', 'class', 'file', 'line', 'log', 'group', 'url'],
  },
  failure: { children: [], required: [], optional: ['message', 'type'] },
  error: { children: [], required: [], optional: ['message', 'type'] },
  skipped: { children: [], required: [], optional: ['message', 'type'] },
}

/** Reads well-formed XML without namespaces, comments or CDATA; throws on anything else. */
function elementsOf(xml: string) {
  const seen: { name: string; parent: string | undefined; attributes: Record<string, string> }[] =
    []
  const open: string[] = []
  const body = xml.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, '')
  const token =
    /<(\/?)([a-z]+)((?: [a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#10|#9);[^"<&]*)*")*)(\/?)>|([^<&]|&(?:amp|lt|gt|quot);)+/uy
  while (token.lastIndex < body.length) {
    const at = token.lastIndex
    const match = token.exec(body)
    if (match === null) throw new Error(`not well-formed at ${body.slice(at, at + 60)}`)
    const [, end, name, attributes = '', alone] = match
    if (name === undefined) continue
    if (end === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes another element`)
      continue
    }
    const pairs = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map((one) => [one[1], one[2]])
    seen.push({ name, parent: open.at(-1), attributes: Object.fromEntries(pairs) })
    if (alone !== '/') open.push(name)
  }
  expect(open).toEqual([])
  return seen
}

test('the XML is well-formed whatever stands in names and answers, and of the form that CI systems take', () => {
  const elements = elementsOf(toJunit(run, 0.25))
  expect(elements[0]).toMatchObject({
    name: 'testsuites',
    attributes: { tests: '4', time: '0.250' },
  })
  for (const { name, parent, attributes } of elements) {
    const known = schema[name]
    expect(known, name).toBeDefined()
    if (parent !== undefined) expect(schema[parent]?.children).toContain(name)
    const allowed = [...(known?.required ?? []), ...(known?.optional ?? [])]
    expect(allowed).toEqual(expect.arrayContaining(Object.keys(attributes)))
    expect(Object.keys(attributes)).toEqual(expect.arrayContaining(known?.required ?? []))
  }
  const suites = elements.filter(({ name }) => name === 'testsuite')
  expect(suites.map(({ attributes }) => attributes)).toEqual([
    { name: 'a.yaml', tests: '2', failures: '1', errors: '0', skipped: '0' },
    { name: 'b.yaml', tests: '2', failures: '0', errors: '1', skipped: '1' },
  ])
})

test('a failure tells its place, what was found and why the case is there', () => {
  const xml = toJunit(run, 0)
  expect(xml).toContain(
    'type="golden">a.yaml:4  value: found found &lt;a href=&quot;x&quot;&gt;&amp;',
  )
  expect(xml).toContain('because: a &amp; b</failure>')
  expect(xml).not.toContain('\u0000')
  expect(xml.isWellFormed()).toBe(true)
})
