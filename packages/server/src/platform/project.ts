import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type FieldFault, ProjectConfig } from '@ratchet-ml/protocol'
import { findNearestName } from '@ratchet-ml/scoring'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'

import { Problem } from './problem.ts'

/** A ratchet.yaml that was found and checked. */
export interface Project {
  readonly file: string
  /** What paths in the file are relative to. */
  readonly folder: string
  readonly config: ProjectConfig
}

/** The nearest ratchet.yaml at or above `folder`, or `undefined`. */
export async function findProject(folder: string): Promise<Project | undefined> {
  const file = join(folder, 'ratchet.yaml')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new Problem('config-invalid', `${file} cannot be read: ${error.message}.`)
  })
  if (text !== undefined) return { file, folder, config: parseProject(text, file) }
  const above = dirname(folder)
  return above === folder ? undefined : await findProject(above)
}

/**
 * Checks the text of a ratchet.yaml.
 * @throws Problem `config-invalid` naming every fault with its line; unknown keys with the nearest
 */
export function parseProject(text: string, file: string): ProjectConfig {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const broken = document.errors[0]
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0])
    throw new Problem('config-invalid', `${file}, line ${line}: ${broken.message.split('\n')[0]}`)
  }
  const parsed = ProjectConfig.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {})
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.flatMap((issue) => faultsOf(issue, lineOf))
  const first = errors[0]
  throw new Problem('config-invalid', `${file}: ${first?.detail ?? 'not valid'}`, { errors })

  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      const range = (node as { range?: [number, number, number] } | undefined)?.range
      if (range !== undefined) return lines.linePos(range[0]).line
    }
    return 1
  }
}

function faultsOf(
  issue: z.core.$ZodIssue,
  lineOf: (path: readonly PropertyKey[]) => number,
): readonly FieldFault[] {
  const where = issue.path.map(String).join('.') || 'the top level'
  if (issue.code !== 'unrecognized_keys') {
    const detail = `line ${lineOf(issue.path)}, ${where}: ${issue.message}.`
    return [{ code: 'config-invalid', pointer: `/${issue.path.map(String).join('/')}`, detail }]
  }
  return issue.keys.map((key) => {
    const known = knownKeys(issue.path)
    const close = findNearestName(key, known)
    const meant = close === undefined ? `known are ${known.join(', ')}` : `did you mean "${close}"?`
    const line = lineOf([...issue.path, key])
    return {
      code: 'config-invalid',
      pointer: `/${[...issue.path, key].map(String).join('/')}`,
      detail: `line ${line}, ${where}: there is no key "${key}"; ${meant}`,
    }
  })
}

/** Keys that the schema knows at a path; names that people choose lead to the record's form. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = ProjectConfig
  for (const step of path) schema = childOf(unwrap(schema), String(step))
  const shape = (unwrap(schema) as { shape?: Record<string, unknown> } | undefined)?.shape
  return Object.keys(shape ?? {})
}

interface SchemaParts {
  readonly shape?: Record<string, unknown>
  readonly def?: { readonly innerType?: unknown; readonly valueType?: unknown }
}

function unwrap(schema: unknown): unknown {
  const inner = (schema as SchemaParts | undefined)?.def?.innerType
  return inner === undefined ? schema : unwrap(inner)
}

function childOf(schema: unknown, key: string): unknown {
  const parts = schema as SchemaParts | undefined
  return parts?.shape?.[key] ?? parts?.def?.valueType
}
