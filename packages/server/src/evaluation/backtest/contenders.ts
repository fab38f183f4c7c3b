import type { Provenance } from '@ratchet-ml/protocol'
import { createScorer } from '@ratchet-ml/scoring'
import type { CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { parseRfc3339 } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import { type OpenedSource, openSource, parseTrainedOn } from '../../registry/index.ts'
import type { TimeSpan, VersionContender } from './types.ts'

/** The versions that a command line names, ready to score. */
export interface OpenedContenders {
  readonly versions: readonly VersionContender[]
  /** Whether each of them is in the registry. */
  readonly areRegistered: boolean
}

/**
 * Opens `--versions`, else the sources, else every version of the model in the registry.
 * @param sources model files, packages, or `name@version`
 * @throws Problem as `openSource` does; `version-not-found` when the model has no version
 */
export async function openContenders(
  context: CommandContext,
  input: CommandInput,
  model: string,
  sources: readonly string[],
): Promise<OpenedContenders> {
  const texts = await sourcesOf(context, input, model, sources)
  const said = input.text('trained-on')
  const trainedOn = said === undefined ? undefined : toSpan(parseTrainedOn(said))
  const versions: VersionContender[] = []
  let areRegistered = true
  for (const text of texts) {
    const opened = await openSource(context, text)
    for (const note of opened.notes) context.note(note.text)
    areRegistered &&= opened.version !== undefined
    versions.push(contenderOf(opened, text, trainedOn))
  }
  return { versions, areRegistered }
}

async function sourcesOf(
  context: CommandContext,
  input: CommandInput,
  model: string,
  sources: readonly string[],
): Promise<readonly string[]> {
  const named = input.texts('versions').flatMap((text) => text.split(','))
  const references = named.map((text) => `${model}@${text.trim()}`)
  if (references.length + sources.length > 0) return [...references, ...sources]
  const versions = await (await context.client()).versions(model)
  if (versions.length > 0) return versions.map(({ version }) => `${model}@${version}`)
  throw new Problem('version-not-found', `The model ${model} has no version.`, {
    hint: 'Push one first, or name a model file or a package after the model.',
  })
}

function contenderOf(
  { package: pkg, name, version }: OpenedSource,
  text: string,
  trainedOn: TimeSpan | undefined,
): VersionContender {
  const known = version?.provenance.trainedOn
  const span = known === undefined ? trainedOn : toSpan(known)
  const scorer = createScorer(pkg.program, pkg.coefficients, pkg.contract)
  return {
    name: version === undefined ? nameOfFile(name, text) : `${version.model}@${version.version}`,
    digest: pkg.digest,
    contract: pkg.contract,
    scorer,
    ...(span && { trainedOn: span }),
  }
}

/** The name of a file or folder; whatever would hide that it is no version of the registry is kept. */
function nameOfFile(name: string, text: string): string {
  return text.split(/[\\/]/).filter(Boolean).at(-1) ?? name
}

function toSpan({ from, until }: NonNullable<Provenance['trainedOn']>): TimeSpan {
  const [start, end] = [parseRfc3339(from), parseRfc3339(until)]
  if (start !== undefined && end !== undefined) return { from: start, until: end }
  throw new Problem('config-invalid', `The training window ${from}..${until} is no span of time.`)
}
