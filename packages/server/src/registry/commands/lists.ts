import { formatTable, shownInstant } from '../../platform/cli-kit/table.ts'
import type { Command } from '../../platform/cli-kit/types.ts'
import { trainedOnText } from '../trained-on.ts'

export const modelListCommand: Command = {
  name: 'model list',
  summary: 'List the models',
  positionals: [],
  options: {},
  examples: ['ratchet model list'],
  run: async (context) => {
    const models = await (await context.client()).models()
    const rows = models.map(({ name, versions, latest, owner, purpose }) => [
      ...[name, String(versions), latest === undefined ? '' : `${name}@${latest}`],
      ...[owner, purpose],
    ])
    const human = formatTable(['model', 'versions', 'latest', 'owner', 'purpose'], rows)
    context.print(rows.length === 0 ? 'There is no model yet.' : human, { models })
    return 0
  },
}

export const versionListCommand: Command = {
  name: 'version list',
  summary: 'List the versions of a model',
  positionals: [{ name: 'NAME', help: 'the model' }],
  options: {},
  examples: ['ratchet version list flights'],
  run: async (context, input) => {
    const [model = ''] = input.positionals
    const versions = await (await context.client()).versions(model)
    const rows = versions.map((version) => [
      String(version.version),
      shownInstant(version.createdAt),
      version.createdBy,
      version.format,
      trainedOnText(version.provenance),
      version.aliases.join(', '),
      version.digest.slice(0, 'sha256:'.length + 12),
    ])
    const header = ['version', 'pushed (UTC)', 'by', 'format', 'trained on', 'aliases', 'digest']
    const human = rows.length === 0 ? `${model} has no version yet.` : formatTable(header, rows)
    context.print(human, { model, versions })
    return 0
  },
}

export const aliasListCommand: Command = {
  name: 'alias list',
  summary: 'List the labels of a model, now or as they were',
  positionals: [{ name: 'NAME', help: 'the model' }],
  options: {
    at: { type: 'text', value: 'TIME', help: 'as it was then, such as 2026-01-31T08:00:00Z' },
  },
  examples: ['ratchet alias list flights', 'ratchet alias list flights --at 2026-01-31T08:00:00Z'],
  run: async (context, input) => {
    const [model = ''] = input.positionals
    const at = input.text('at')
    const aliases = await (await context.client()).aliases(model, at)
    const rows = aliases.map(({ alias, version, validFrom, validTo }) => [
      ...[alias, String(version), shownInstant(validFrom)],
      validTo === undefined ? '' : shownInstant(validTo),
    ])
    const header = ['alias', 'version', 'from (UTC)', 'until (UTC)']
    const none = `${model} has no alias${at === undefined ? ' yet' : ` at ${at}`}.`
    context.print(rows.length === 0 ? none : formatTable(header, rows), { model, aliases })
    return 0
  },
}
