import type { Provenance } from '@ratchet-ml/protocol'
import type { Resolving } from './resolve.ts'
import type { Model, RegistryReader, Version } from './types.ts'

export interface ModelSummary extends Model {
  readonly versions: number
  readonly latest?: number
}

export interface VersionDetails extends Version {
  readonly provenance: Provenance
  /** Labels that are on it now; those that the route sets, `champion` and `standby`, come first. */
  readonly aliases: readonly string[]
}

export async function summariseModel(reader: RegistryReader, model: Model): Promise<ModelSummary> {
  const versions = await reader.listVersions(model.name)
  const latest = versions.at(-1)?.version
  const summary = { ...model, versions: versions.length }
  return latest === undefined ? summary : { ...summary, latest }
}

export async function describeVersion(known: Resolving, version: Version): Promise<VersionDetails> {
  const provenance = await findProvenance(known.reader, version)
  const aliases = (await known.reader.listAliases(version.model))
    .filter((one) => one.version === version.version)
    .map((one) => one.alias)
  const places = await placesOf(known, version)
  return { ...version, provenance: provenance ?? {}, aliases: [...places, ...aliases] }
}

/** What was said last counts. */
export async function findProvenance(
  reader: RegistryReader,
  { model, version }: Version,
): Promise<Provenance | undefined> {
  const attachments = await reader.listAttachments(model, version)
  return attachments.findLast((one) => one.provenance !== undefined)?.provenance
}

async function placesOf(
  { champions }: Resolving,
  { model, version }: Version,
): Promise<readonly string[]> {
  const places = ['champion', 'standby'] as const
  const holders = await Promise.all(places.map((place) => champions.find(model, place)))
  return places.filter((_, index) => holders[index] === version)
}
