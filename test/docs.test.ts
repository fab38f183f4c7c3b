import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { events, metricNames, problems } from '@ratchet-ml/protocol'
import { opNames } from '@ratchet-ml/scoring'
import { describeCommands } from '@ratchet-ml/server'
import { metricFamilies, metrics as modelMetrics } from '@ratchet-ml/stats'
import { expect, test } from 'vitest'

const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  ...globSync('docs/**/*.md'),
  ...globSync('examples/*/**/*.md', { exclude: (name) => String(name) === 'node_modules' }),
]

test('every problem, event, op, metric and verb has its place in the reference', async () => {
  const verbs = (await describeCommands()).map(({ name }) => `ratchet ${name}`)
  expect(headings('docs/reference/problems.md')).toEqual(Object.keys(problems))
  expect(headings('docs/reference/events.md')).toEqual(Object.keys(events))
  expect(headings('docs/reference/commands.md')).toEqual(verbs)
  expect(headings('docs/reference/ops.md').filter((title) => title.includes('@'))).toEqual(opNames)
  const metrics = readFileSync('docs/reference/metrics.md', 'utf8')
  expect(Object.keys(metricNames).filter((name) => !metrics.includes(`\`${name}\``))).toEqual([])
})

test('every metric of models is defined, with its formula, range, interval and when it is undefined', () => {
  const page = 'docs/reference/model-metrics.md'
  expect(headings(page)).toEqual(modelMetrics.map(({ name }) => name))
  const text = readFileSync(page, 'utf8')
  for (const metric of modelMetrics) {
    const section = text.split(`\n## ${metric.name}\n`)[1]?.split('\n## ')[0] ?? ''
    for (const said of [metric.definition, metric.formula, metric.range, metric.undefinedWhen]) {
      expect(said.length, metric.name).toBeGreaterThan(0)
      expect(section, metric.name).toContain(said)
    }
    expect(section, metric.name).toMatch(/- interval: \S/)
  }
  for (const { name, usual } of metricFamilies) expect(text).toContain(`\`${name}:${usual}\``)
})

test('every link to a file of the repository leads somewhere', () => {
  const broken = pages.flatMap((page) =>
    [...prose(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => normalize(join(dirname(page), match[1] ?? '')))
      .filter((target) => !existsSync(target))
      .map((target) => `${page}: ${target}`),
  )
  expect(broken).toEqual([])
})

test('every command that a page shows is one that exists, with options that it takes', async () => {
  const helps = new Map((await describeCommands()).map(({ name, help }) => [name, help]))
  const wrong = pages
    .filter((page) => !page.includes('reference/'))
    .flatMap((page) => commandLines(page).map((line) => faultOf(page, line, helps)))
    .filter((fault) => fault !== undefined)
  expect(wrong).toEqual([])
})

test('every command that a sentence of a tutorial or a guide names is one that exists', async () => {
  const helps = new Map((await describeCommands()).map(({ name, help }) => [name, help]))
  const guided = pages.filter((page) => /^docs\/(tutorials|guides)\//.test(page))
  expect(guided.length).toBeGreaterThan(1)
  const wrong = ['README.md', ...guided]
    .flatMap((page) => spokenCommands(page).map((line) => faultOf(page, line, helps)))
    .filter((fault) => fault !== undefined)
  expect(wrong).toEqual([])
})

test('the README leads to every tutorial and guide', () => {
  const readme = readFileSync('README.md', 'utf8')
  const hidden = [...globSync('docs/tutorials/*.md'), ...globSync('docs/guides/*.md')]
  expect(hidden.filter((page) => !readme.includes(`(${page})`))).toEqual([])
})

test('no page speaks of this machine', () => {
  const guilty = pages.filter((page) =>
    /(^|[\s`(])\/(work|root|tmp)\//m.test(readFileSync(page, 'utf8')),
  )
  expect(guilty).toEqual([])
})

/** A page without its fenced blocks. */
function prose(page: string): string {
  return readFileSync(page, 'utf8').replaceAll(/```[\s\S]*?```/g, '')
}

function headings(page: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^## (.+)$/gm)].map((match) => match[1] ?? '')
}

/** Lines of fenced blocks that call ratchet, without what leads to it. */
function commandLines(page: string): readonly string[] {
  const fences = [...readFileSync(page, 'utf8').matchAll(/```(?:sh|console|bash)\n([\s\S]*?)```/g)]
  return fences
    .flatMap((match) => (match[1] ?? '').replaceAll('\\\n', ' ').split('\n'))
    .map((line) => /(?:^|\s)(?:npx --no(?: --prefix \S+)? )?ratchet (\S.*)$/.exec(line)?.[1])
    .filter((line) => line !== undefined)
}

/** Code within sentences that calls ratchet. */
function spokenCommands(page: string): readonly string[] {
  return [...prose(page).matchAll(/`(?:npx --no(?: --prefix \S+)? )?ratchet (\S[^`]*)`/g)].map(
    (match) => match[1] ?? '',
  )
}

function faultOf(
  page: string,
  line: string,
  helps: ReadonlyMap<string, string>,
): string | undefined {
  const words = line.split(/\s+/)
  const name = [words.slice(0, 2).join(' '), words[0] ?? ''].find((verb) => helps.has(verb))
  if (name === undefined) return words[0]?.startsWith('-') ? undefined : `${page}: ratchet ${line}`
  const help = helps.get(name) ?? ''
  const unknown = words.find(
    (word) => /^--[a-z]/.test(word) && !help.includes(word.split('=')[0] ?? ''),
  )
  return unknown === undefined ? undefined : `${page}: ratchet ${name} takes no ${unknown}`
}
