import type { Client } from '@ratchet-ml/client'
import { ServerProblem } from '@ratchet-ml/client'
import { packPackage } from '@ratchet-ml/scoring'
import type { CommandContext } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import { openSource } from '../../registry/index.ts'

/** Splits `NAME=SOURCE`; without a name the source's own is used. */
function splitSource(text: string): { name: string | undefined; source: string } {
  const match = /^([A-Za-z0-9][\w.-]*)=(.+)$/.exec(text)
  return match === null
    ? { name: undefined, source: text }
    : { name: match[1], source: match[2] ?? '' }
}

/**
 * Makes a SOURCE answer at the endpoint of its name: a file is pushed first; a new endpoint gets its
 * first route.
 *
 * @returns what the model file could not say
 * @throws Problem `route-differs` when the endpoint answers by another version: only a promotion may
 * change that
 */
export async function serveSource(
  context: CommandContext,
  client: Client,
  text: string,
): Promise<readonly string[]> {
  const { name, source } = splitSource(text)
  const opened = await openSource({ ...context, client: async () => client }, source)
  const endpoint = name ?? nameFor(opened.name)
  const version =
    opened.version ??
    (await client.push(endpoint, packPackage(opened.package), { reason: `serve ${text}` })).version
  const champion = await championOf(client, endpoint)
  if (champion === undefined) {
    const { model } = version
    const reason = `serve ${text}`
    // Whoever starts a server with a file on the command line has said what is to answer.
    const first = { expectedRevision: 0, reason, waive: reason }
    await client.promote(endpoint, { model, version: version.version, ...first })
  } else if (champion.digest !== version.digest) {
    const now = `${champion.model}@${champion.version}`
    const wanted = `${version.model}@${version.version}`
    const at = version.model === endpoint ? '' : ` --endpoint ${endpoint}`
    throw new Problem('route-differs', `Endpoint ${endpoint} serves ${now}, not ${wanted}.`, {
      hint: `Run ratchet promote ${wanted}${at} to change it, or serve without naming a source.`,
    })
  }
  return opened.notes.map((note) => note.text)
}

async function championOf(client: Client, endpoint: string) {
  try {
    return (await client.endpoint(endpoint)).route.champion
  } catch (problem) {
    const isAbsent = problem instanceof ServerProblem && problem.body.code === 'endpoint-not-found'
    if (isAbsent) return undefined
    throw problem
  }
}

/** A file's name as the name of an endpoint: what a URL and a label can hold. */
function nameFor(stem: string): string {
  const safe = stem
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')
  return safe.slice(0, 64) || 'model'
}
