import { ServerProblem } from '@ratchet-ml/client'
import type { Provenance } from '@ratchet-ml/protocol'
import type { Package } from '@ratchet-ml/scoring'
import type { CommandContext } from '../../../../platform/cli-kit/types.ts'
import { Problem } from '../../../../platform/problem.ts'
import { type OpenedSource, openSource } from '../../../../registry/index.ts'

/** A version as it was found: in the registry, or as a file. */
export interface OpenedVersion {
  /** `flights@1`, or the name of a file. */
  readonly name: string
  readonly package: Package
  /** Absent of a file, which is not in the registry. */
  readonly provenance?: Provenance
}

type OpenContext = Pick<CommandContext, 'workingFolder' | 'client' | 'note'> &
  Partial<Pick<CommandContext, 'startEngine'>>

/**
 * Opens the versions that a command line names: those numbers of the model, and the sources; else every
 * version of the model in the registry.
 *
 * @param named numbers or aliases of versions of the model
 * @param sources model files, packages, or `name@version`
 * @returns empty where nothing is named and the model has no version
 * @throws Problem as `openSource` does
 */
export async function openVersions(
  context: OpenContext,
  model: string,
  named: readonly string[],
  sources: readonly string[],
): Promise<readonly OpenedVersion[]> {
  const asked = [...named.map((text) => `${model}@${text.trim()}`), ...sources]
  const texts = asked.length > 0 ? asked : await allOf(context, model)
  const versions: OpenedVersion[] = []
  for (const text of texts) versions.push(await open(context, text))
  return versions
}

/** All versions of the model; empty where the registry knows none. */
export async function openKnownVersions(
  context: OpenContext,
  model: string,
): Promise<readonly OpenedVersion[]> {
  try {
    return await openVersions(context, model, [], [])
  } catch (problem) {
    if (isAbsent(problem)) return []
    throw problem
  }
}

/** The version that the route of the model names; `undefined` when there is no such route. */
export async function openChampion(
  context: OpenContext,
  model: string,
): Promise<OpenedVersion | undefined> {
  try {
    return await open(context, `${model}@champion`)
  } catch (problem) {
    if (isAbsent(problem)) return undefined
    throw problem
  }
}

async function allOf(context: OpenContext, model: string): Promise<readonly string[]> {
  const versions = await (await context.client()).versions(model)
  return versions.map(({ version }) => `${model}@${version}`)
}

async function open(context: OpenContext, text: string): Promise<OpenedVersion> {
  const opened = await openSource(context, text)
  for (const note of opened.notes) context.note(note.text)
  const { version } = opened
  if (version === undefined) return { name: nameOfFile(opened, text), package: opened.package }
  const { model, version: number, provenance } = version
  return { name: `${model}@${number}`, package: opened.package, provenance }
}

/** The name of a file or folder; whatever would hide that it is no version of the registry is kept. */
function nameOfFile({ name }: OpenedSource, text: string): string {
  return text.split(/[\\/]/).filter(Boolean).at(-1) ?? name
}

function isAbsent(thrown: unknown): boolean {
  const code = codeOf(thrown)
  return code === 'version-not-found' || code === 'model-not-found' || code === 'alias-not-found'
}

function codeOf(thrown: unknown): string | undefined {
  if (thrown instanceof ServerProblem) return thrown.body.code
  return thrown instanceof Problem ? thrown.code : undefined
}
