import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ProjectConfig } from '@ratchet-ml/protocol'
import { checkYaml } from './checked-yaml.ts'
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
  return checkYaml(text, file, { schema: ProjectConfig, code: 'config-invalid', empty: {} }).data
}
