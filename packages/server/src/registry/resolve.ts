import { Problem } from '../platform/problem.ts'
import { parseReference } from './policy.ts'
import type { ChampionLookup, Model, RegistryReader, Version } from './types.ts'

export interface Resolving {
  readonly reader: RegistryReader
  readonly champions: ChampionLookup
}

/** @throws Problem `model-not-found` naming those that exist */
export async function getModel(reader: RegistryReader, name: string): Promise<Model> {
  const model = await reader.findModel(name)
  if (model !== undefined) return model
  const names = (await reader.listModels()).map((one) => one.name)
  throw new Problem('model-not-found', `There is no model "${name}"; ${listed(names)}.`, {
    hint: `ratchet push SOURCE --name ${name} makes it.`,
  })
}

/**
 * The version that a reference names now.
 *
 * @param reference a number, a digest, an alias, `latest`, `champion` or `standby`
 * @throws Problem `model-not-found`, `version-not-found`, `alias-not-found`, `usage`
 */
export async function resolveVersion(
  { reader, champions }: Resolving,
  model: string,
  reference: string,
): Promise<Version> {
  await getModel(reader, model)
  const parsed = parseReference(reference)
  switch (parsed?.kind) {
    case undefined:
      throw new Problem('usage', `"${reference}" names no version of ${model}.`, {
        hint: `Write ${model}@3, ${model}@latest, ${model}@champion, ${model}@ALIAS or ${model}@sha256:….`,
      })
    case 'number':
      return getVersion(reader, model, parsed.version)
    case 'digest':
      return existing(reader, model, reference, reader.findVersionByDigest(model, parsed.digest))
    case 'latest':
      return existing(reader, model, 'latest', latestOf(reader, model))
    case 'route':
      return getRouted(reader, model, parsed.place, await champions.find(model, parsed.place))
    case 'alias':
      return getLabelled(reader, model, parsed.alias)
  }
}

/** @throws Problem `version-not-found` naming those that exist */
export function getVersion(
  reader: RegistryReader,
  model: string,
  version: number,
): Promise<Version> {
  return existing(reader, model, String(version), reader.findVersion(model, version))
}

async function latestOf(reader: RegistryReader, model: string): Promise<Version | undefined> {
  return (await reader.listVersions(model)).at(-1)
}

async function existing(
  reader: RegistryReader,
  model: string,
  asked: string,
  finding: Promise<Version | undefined>,
): Promise<Version> {
  const found = await finding
  if (found !== undefined) return found
  const latest = (await latestOf(reader, model))?.version ?? 0
  const range =
    latest === 0 ? 'no version yet' : latest === 1 ? 'version 1' : `versions 1 to ${latest}`
  throw new Problem('version-not-found', `There is no ${model}@${asked}; ${model} has ${range}.`, {
    hint: `ratchet version list ${model} shows them.`,
  })
}

async function getRouted(
  reader: RegistryReader,
  model: string,
  place: string,
  version: number | undefined,
): Promise<Version> {
  if (version !== undefined) return getVersion(reader, model, version)
  throw new Problem(
    'version-not-found',
    `There is no ${model}@${place}: no endpoint "${model}" has a ${place} of this model.`,
    { hint: `ratchet promote ${model}@N makes a version the champion.` },
  )
}

async function getLabelled(reader: RegistryReader, model: string, alias: string): Promise<Version> {
  const found = await reader.findAlias(model, alias)
  if (found !== undefined) return getVersion(reader, model, found.version)
  const names = (await reader.listAliases(model)).map((one) => one.alias)
  throw new Problem(
    'alias-not-found',
    `There is no alias "${alias}" of ${model}; ${listed(names)}.`,
    { hint: `ratchet alias set ${model} ${alias} VERSION makes it.` },
  )
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'there is none yet'
  const shown = names.slice(0, 10).join(', ')
  return names.length > 10 ? `there are ${shown} and ${names.length - 10} more` : `known: ${shown}`
}
