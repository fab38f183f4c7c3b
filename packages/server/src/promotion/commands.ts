import { type Client, ServerProblem } from '@ratchet-ml/client'
import { namePattern, type RouteChange, type RouteView } from '@ratchet-ml/protocol'
import { shownInstant } from '../platform/cli-kit/table.ts'
import type { Command } from '../platform/cli-kit/types.ts'
import { Problem } from '../platform/problem.ts'
import type { Project } from '../platform/project.ts'

const revisionOption = {
  type: 'integer',
  value: 'R',
  help: 'only if the route is still at this revision (0: the endpoint does not exist)',
} as const

const reasonOption = { type: 'text', value: 'TEXT', help: 'why, for the record' } as const

const promoteCommand: Command = {
  name: 'promote',
  summary: 'Let a version answer at an endpoint',
  description:
    'The version is loaded and verified first; then it answers, and the version before it stays in\n' +
    'memory as standby. It must have passed `ratchet check` by the requirements that were agreed for its\n' +
    'model, unless it was agreed that there are none: ratchet requirement agree.',
  positionals: [{ name: 'NAME@N', help: 'the version, such as flights@2' }],
  options: {
    endpoint: {
      type: 'text',
      value: 'NAME',
      help: 'the endpoint; the one named as the model unless told',
    },
    'expected-revision': revisionOption,
    reason: reasonOption,
    waive: {
      type: 'text',
      value: 'REASON',
      help: 'promote it even where its gates have not passed; the reason is recorded',
    },
  },
  examples: [
    'ratchet promote flights@2',
    'ratchet promote flights@2 --endpoint flights-eu',
    'ratchet promote flights@2 --waive "the label is a week late, and the old one is broken"',
  ],
  run: async (context, input) => {
    const { model, version } = parseVersion(input.positionals[0] ?? '')
    const endpoint = checkName(input.text('endpoint') ?? model)
    const client = await context.client()
    const expectedRevision = input.number('expected-revision')
    const request = {
      ...{ model, version, reason: input.text('reason') ?? '' },
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
      ...waiveOf(input.text('waive')),
    }
    const change = await client.promote(endpoint, request).catch(async (problem: unknown) => {
      throw withAdvice(problem, model, await context.project())
    })
    context.print(promotedText(endpoint, change), change)
    return 0
  },
}

const rollbackCommand: Command = {
  name: 'rollback',
  summary: 'Go back to the version that answered before',
  description:
    'Only the route goes back. Models, versions, aliases and recorded predictions stay as they are.',
  positionals: [{ name: 'ENDPOINT', help: 'needed when there are several', optional: true }],
  options: { 'expected-revision': revisionOption, reason: reasonOption },
  examples: ['ratchet rollback', 'ratchet rollback flights --reason "wrong units"'],
  run: async (context, input) => {
    const client = await context.client()
    const endpoint = input.positionals[0] ?? (await onlyEndpoint(client))
    const expectedRevision = input.number('expected-revision')
    const change = await client.rollBack(endpoint, {
      reason: input.text('reason') ?? '',
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
    })
    context.print(rolledBackText(endpoint, change), change)
    return 0
  },
}

/** The verbs that change what answers. */
export const promotionCommands: readonly Command[] = [promoteCommand, rollbackCommand]

function parseVersion(text: string): { readonly model: string; readonly version: number } {
  const [, model = '', number = ''] = /^([^@]*)@([1-9]\d{0,8})$/.exec(text) ?? []
  if (namePattern.test(model)) return { model, version: Number(number) }
  throw new Problem('usage', `Found ${JSON.stringify(text)}, expected NAME@N such as flights@2.`, {
    hint: 'ratchet version list NAME shows the numbers.',
  })
}

/** What to type next depends on what ratchet.yaml says, which the server does not know. */
function withAdvice(problem: unknown, model: string, project: Project | undefined): unknown {
  const isUnagreed =
    problem instanceof ServerProblem && problem.body.code === 'specification-absent'
  if (!isUnagreed) return problem
  const declared = project?.config.models[model]?.requirements ?? []
  const hint =
    declared.length > 0
      ? `ratchet requirement agree ${model} --reason "why these"`
      : `ratchet requirement agree ${model} --none --reason "a first try"\n` +
        `says that there are none; or write requirements of ${model} into ratchet.yaml first.`
  return new Problem('specification-absent', problem.message, { hint, cause: problem })
}

function waiveOf(waive: string | undefined): { readonly waive?: string } {
  if (waive === undefined) return {}
  if (waive.trim() !== '') return { waive }
  throw new Problem('usage', '--waive is empty; it must say why the gates are waived.')
}

function checkName(endpoint: string): string {
  if (namePattern.test(endpoint)) return endpoint
  throw new Problem(
    'name-invalid',
    `--endpoint: found ${JSON.stringify(endpoint)}, expected 1 to 64 letters, digits, dots, dashes or underscores.`,
  )
}

async function onlyEndpoint(client: Client): Promise<string> {
  const endpoints = await client.endpoints()
  const [only, ...more] = endpoints
  if (only === undefined) {
    throw new Problem('endpoint-not-found', 'There is no endpoint yet, so nothing to go back from.')
  }
  if (more.length === 0) return only.endpoint
  const names = endpoints.map(({ endpoint }) => endpoint).join(', ')
  throw new Problem('usage', `There are ${endpoints.length} endpoints: ${names}.`, {
    hint: `Say which: ratchet rollback ${only.endpoint}.`,
  })
}

function promotedText(endpoint: string, { outcome, route, before }: RouteChange): string {
  if (outcome === 'unchanged') {
    return `${endpoint} answers by ${nameOf(route.champion)} already (revision ${route.revision}).`
  }
  const was = before === undefined ? 'new endpoint' : `before: ${nameOf(before.champion)}`
  const { waived } = route
  return [
    ...(waived === undefined ? [] : [`Its gates have not passed; waived: ${waived}`]),
    `${endpoint} answers by ${nameOf(route.champion)} since ${timeOf(route)} (revision ${route.revision}; ${was}).`,
    route.standby === undefined
      ? 'There is no standby to go back to yet.'
      : `Go back to ${nameOf(route.standby)}: ratchet rollback ${endpoint}`,
  ].join('\n')
}

function rolledBackText(endpoint: string, { route, before }: RouteChange): string {
  const left =
    before === undefined ? '' : ` from ${nameOf(before.champion)} (since ${timeOf(before)})`
  return [
    `${endpoint} went back${left} to ${nameOf(route.champion)} at ${timeOf(route)} (revision ${route.revision}).`,
    route.standby === undefined
      ? 'There is no version before it to go back to.'
      : `Going back again would lead to ${nameOf(route.standby)}.`,
    'Not rolled back: models, versions, aliases, and what was answered in between.',
  ].join('\n')
}

function nameOf({ model, version }: RouteView['champion']): string {
  return `${model}@${version}`
}

function timeOf({ validFrom }: RouteView): string {
  return `${shownInstant(validFrom)} UTC`
}
