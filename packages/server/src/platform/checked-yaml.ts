import type { FieldFault, ProblemCode } from '@ratchet-ml/protocol'
import { findNearestName } from '@ratchet-ml/scoring'
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { Problem } from './problem.ts'
import { wordsOfIssue } from './words-of-issue.ts'

/** What a YAML file says, checked, and where it says it. */
export interface CheckedYaml<T> {
  readonly data: T
  /** The line of what stands at a path, or of the nearest that holds it; lines count from 1. */
  lineOf(path: readonly PropertyKey[]): number
}

export interface YamlForm<T> {
  readonly schema: z.ZodType<T>
  /** The problem that a fault is told by. */
  readonly code: ProblemCode
  /** What a file without content stands for; refused like any other value unless told. */
  readonly empty?: unknown
}

/**
 * Checks the text of a YAML file against a schema.
 * @throws Problem naming every fault with its line; unknown keys with the nearest
 */
export function checkYaml<T>(text: string, file: string, form: YamlForm<T>): CheckedYaml<T> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const broken = document.errors[0]
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0])
    throw new Problem(form.code, `${file}, line ${line}: ${broken.message.split('\n')[0]}`)
  }
  const lineOf = lineFinder(document, lines)
  const parsed = form.schema.safeParse(document.toJS({ maxAliasCount: 100 }) ?? form.empty, {
    reportInput: true,
  })
  if (parsed.success) return { data: parsed.data, lineOf }
  const errors = parsed.error.issues.flatMap((issue) => faultsOf(issue, lineOf, form))
  const first = errors[0]
  throw new Problem(form.code, `${file}: ${first?.detail ?? 'not valid'}`, { errors })
}

function lineFinder(document: Document, lines: LineCounter): CheckedYaml<unknown>['lineOf'] {
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const start = startOf(document, path.slice(0, length))
      if (start !== undefined) return lines.linePos(start).line
    }
    return 1
  }
}

/** Where a path begins: at its key, as a value may begin on a line of its own. */
function startOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  const holder = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const last = path.at(-1)
  const key = isMap(holder)
    ? holder.items.find((pair) => isScalar(pair.key) && pair.key.value === last)?.key
    : undefined
  const node = key ?? document.getIn(path, true)
  return (node as { range?: [number, number, number] } | undefined)?.range?.[0]
}

function faultsOf(
  issue: z.core.$ZodIssue,
  lineOf: (path: readonly PropertyKey[]) => number,
  { schema, code }: YamlForm<unknown>,
): readonly FieldFault[] {
  if (issue.code !== 'unrecognized_keys') {
    const { path, words } = wordsOfIssue(issue, (at) => knownKeys(schema, at))
    const detail = `line ${lineOf(path)}, ${placeOf(path)}: ${words}.`
    return [{ code, pointer: `/${path.map(String).join('/')}`, detail }]
  }
  return issue.keys.map((key) => {
    const known = knownKeys(schema, issue.path)
    const close = findNearestName(key, known)
    const meant = close === undefined ? `known are ${known.join(', ')}` : `did you mean "${close}"?`
    const line = lineOf([...issue.path, key])
    return {
      code,
      pointer: `/${[...issue.path, key].map(String).join('/')}`,
      detail: `line ${line}, ${placeOf(issue.path)}: there is no key "${key}"; ${meant}`,
    }
  })
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.') || 'the top level'
}

/** Keys that a schema knows at a path; names that people choose lead to the record's form. */
function knownKeys(root: unknown, path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = root
  for (const step of path) schema = childOf(unwrap(schema), String(step))
  const shape = (unwrap(schema) as { shape?: Record<string, unknown> } | undefined)?.shape
  return Object.keys(shape ?? {})
}

interface SchemaParts {
  readonly shape?: Record<string, unknown>
  readonly def?: {
    readonly innerType?: unknown
    readonly valueType?: unknown
    readonly element?: unknown
  }
}

function unwrap(schema: unknown): unknown {
  const inner = (schema as SchemaParts | undefined)?.def?.innerType
  return inner === undefined ? schema : unwrap(inner)
}

function childOf(schema: unknown, key: string): unknown {
  const parts = schema as SchemaParts | undefined
  return parts?.shape?.[key] ?? parts?.def?.valueType ?? parts?.def?.element
}
