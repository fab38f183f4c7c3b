import { resolve } from 'node:path'
import { Name, type Provenance } from '@ratchet-ml/protocol'
import { packPackage } from '@ratchet-ml/scoring'
import { chooseDataset } from '../../platform/choose-dataset.ts'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import { zoneOf } from '../../platform/zone.ts'
import { type OpenedSource, openSource } from '../source.ts'
import { parseTrainedOn, type TrainedOn, trainedOnText } from '../trained-on.ts'

export const pushCommand: Command = {
  name: 'push',
  summary: 'Put a model into the registry as a new version',
  description:
    'The package becomes the next version of the model. Bytes that the model holds already give the\n' +
    'version that has them. Nothing that serves is changed: that is what promote is for.',
  positionals: [
    {
      name: 'SOURCE',
      help: 'a model file, a package, or NAME@VERSION (else the source in ratchet.yaml)',
      optional: true,
    },
  ],
  options: {
    name: {
      type: 'text',
      value: 'NAME',
      help: 'the model that it is a version of (else the one of ratchet.yaml with this source)',
    },
    'trained-on': {
      type: 'text',
      value: 'FROM..UNTIL',
      help:
        'the event times it was trained on, such as 2001-01-01..2001-02-01; or `elsewhere`: on other ' +
        'data than those it will be asked about',
    },
    zone: {
      type: 'text',
      value: 'ZONE',
      help: "whose midnight begins the days of --trained-on (else that of the model's dataset, else UTC)",
    },
    purpose: { type: 'text', value: 'TEXT', help: 'what a new model is for' },
    owner: { type: 'text', value: 'NAME', help: 'who answers for a new model (else you)' },
    reason: { type: 'text', value: 'TEXT', help: 'why, for the ledger' },
  },
  examples: [
    'ratchet push model.txt --name flights --trained-on 2001-01-01..2001-02-01',
    'ratchet push flights.ratchet --name flights --reason "retrained on February"',
  ],
  run: async (context, input) => {
    const model = await modelOf(context, input)
    const known = await knownOf(context, model)
    const text = input.positionals[0] ?? known.source
    if (text === undefined) throw sourceMissing(model)
    const trainedOn = await trainedOnOf(context, input, model)
    const source = await openSource(context, text)
    for (const note of source.notes) context.note(note.text)
    const client = await context.client()
    const { outcome, version } = await client.push(model, packPackage(source.package), {
      reason: input.text('reason') ?? '',
      provenance: provenanceOf(source, input.positionals[0] ?? text, trainedOn),
      ...optional('purpose', input.text('purpose') ?? known.purpose),
      ...optional('owner', input.text('owner') ?? known.owner),
    })
    const said = outcome === 'created' ? 'Pushed' : 'Nothing new: these bytes are'
    const isSaidAnew = outcome !== 'created' && input.text('trained-on') !== undefined
    const training = isSaidAnew ? `, trained on ${trainedOnText(version.provenance)}` : ''
    const name = `${model}@${version.version}`
    context.print(`${said} ${name}${training}\n${version.digest}`, { outcome, version })
    return 0
  },
}

async function modelOf(context: CommandContext, input: CommandInput): Promise<string> {
  const [source] = input.positionals
  const name = input.text('name') ?? (await declaredAs(context, source))
  if (name === undefined) {
    throw new Problem('usage', 'The version needs a model.', {
      hint: 'Give --name NAME, or declare the model with this source in ratchet.yaml.',
    })
  }
  const parsed = Name.safeParse(name)
  if (parsed.success) return parsed.data
  throw new Problem(
    'name-invalid',
    `--name: found ${JSON.stringify(name)}, expected 1 to 64 letters, digits, dots, dashes or underscores.`,
  )
}

/** The only model of ratchet.yaml with this source, or without one the only model with a source. */
async function declaredAs(
  context: CommandContext,
  source: string | undefined,
): Promise<string | undefined> {
  const project = await context.project()
  if (project === undefined) return undefined
  const asked = source === undefined ? undefined : resolve(context.workingFolder, source)
  const names = Object.entries(project.config.models).flatMap(([name, { source: declared }]) => {
    if (declared === undefined) return []
    return asked === undefined || asked === resolve(project.folder, declared) ? [name] : []
  })
  return names.length === 1 ? names[0] : undefined
}

interface Known {
  readonly source?: string
  readonly purpose?: string
  readonly owner?: string
}

/** What ratchet.yaml says of the model; its paths are relative to the file. */
async function knownOf(context: CommandContext, model: string): Promise<Known> {
  const project = await context.project()
  const config = project?.config.models[model]
  if (project === undefined || config === undefined) return {}
  const { source, purpose, owner } = config
  return {
    ...(source === undefined ? {} : { source: resolve(project.folder, source) }),
    ...{ purpose, owner },
  }
}

function sourceMissing(model: string): Problem {
  return new Problem('usage', `There is nothing to push as ${model}.`, {
    hint: `Name a SOURCE, or write models.${model}.source in ratchet.yaml.`,
  })
}

/** Days are those of the zone of the rows that the model is judged on, so that partitions stay whole. */
async function trainedOnOf(
  context: CommandContext,
  input: CommandInput,
  model: string,
): Promise<TrainedOn> {
  const text = input.text('trained-on')
  if (text === undefined) return {}
  const project = await context.project()
  const name = project?.config.backtests[model]?.dataset ?? chooseDataset(project, model)
  const declared = name === undefined ? undefined : project?.config.datasets[name]?.time?.zone
  return parseTrainedOn(text, zoneOf(input.text('zone') ?? declared ?? 'UTC'))
}

/** A version that is pushed on keeps what was known of it. */
function provenanceOf({ version }: OpenedSource, text: string, said: TrainedOn): Provenance {
  const { trainedOn, elsewhere, ...known } = version?.provenance ?? {}
  const isSaid = said.trainedOn !== undefined || said.elsewhere !== undefined
  const kept = { ...(trainedOn && { trainedOn }), ...(elsewhere && { elsewhere }) }
  return { ...known, source: text, ...(isSaid ? said : kept) }
}

function optional<K extends string>(
  key: K,
  value: string | undefined,
): { readonly [key in K]?: string } {
  if (value === undefined) return {}
  return { [key]: value } as { readonly [key in K]?: string } // the only key is `key`
}
