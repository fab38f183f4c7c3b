import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** Where a value is not what a schema wants, and both in words. */
export interface IssueWords {
  readonly path: readonly PropertyKey[]
  readonly words: string
}

/**
 * What is said of a fault that `safeParse` found with `reportInput`, to who writes YAML.
 * @param keysAt the keys that a mapping at a path may have; none where that is not known
 */
export function wordsOfIssue(
  issue: Issue,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): IssueWords {
  if (issue.code === 'invalid_union') {
    const inner = nearestIssue(issue)
    if (inner !== undefined) {
      return wordsOfIssue({ ...inner, path: [...issue.path, ...inner.path] }, keysAt)
    }
  }
  const keys =
    issue.code === 'invalid_type' && issue.expected === 'object' ? keysAt(issue.path) : []
  const wanted = keys.length === 0 ? wantedBy(issue) : [`a mapping with ${keys.join(', ')}`]
  const found = issue.input === undefined ? 'it is missing' : `found ${foundOf(issue.input)}`
  const words = wanted.length === 0 ? own(issue) : `${found}, expected ${anyOf(wanted)}`
  return { path: issue.path, words }
}

/** The fault within the only form that the value has begun to take. */
function nearestIssue({ errors }: z.core.$ZodIssueInvalidUnion): Issue | undefined {
  const begun = errors.filter((issues) => issues.every(({ path }) => path.length > 0))
  return begun.length === 1 ? begun[0]?.[0] : undefined
}

/** What may stand there; nothing where the schema says it in words of its own. */
function wantedBy(issue: Issue): readonly string[] {
  switch (issue.code) {
    case 'invalid_type':
      return [kinds[issue.expected] ?? issue.expected]
    case 'invalid_value':
      return issue.values.map(String)
    case 'invalid_union':
      return wantedByForms(issue.errors)
    default:
      return []
  }
}

function wantedByForms(forms: readonly (readonly Issue[])[]): readonly string[] {
  const plain: string[] = []
  const keys: string[] = []
  for (const [first] of forms) {
    if (first === undefined) continue
    const wanted = wantedBy(first)
    if (first.path.length > 0) keys.push(String(first.path[0]))
    else plain.push(...(wanted.length > 0 ? wanted : [own(first)]))
  }
  if (keys.length > 0) plain.push(`a mapping with ${anyOf(keys)}`)
  return [...new Set(plain)]
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
}

function foundOf(input: unknown): string {
  if (input === null) return 'nothing'
  if (Array.isArray(input)) return 'a list'
  if (typeof input !== 'object') return JSON.stringify(input).slice(0, 60)
  const names = Object.keys(input)
  return names.length === 0 ? 'an empty mapping' : `a mapping with ${names.slice(0, 10).join(', ')}`
}

function own(issue: Issue): string {
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message
}

function anyOf(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}
