import type { EndpointView, RouteView, StatusView } from '@ratchet-ml/protocol'
import { formatTable, shownInstant } from '../platform/cli-kit/table.ts'
import type { Command } from '../platform/cli-kit/types.ts'

const statusCommand: Command = {
  name: 'status',
  summary: 'Say what is live',
  positionals: [],
  options: {},
  examples: ['ratchet status', 'ratchet status --json'],
  run: async (context) => {
    const status = await (await context.client()).status()
    context.print(statusText(status), status)
    return 0
  },
}

const routeListCommand: Command = {
  name: 'route list',
  summary: 'Say what answered at an endpoint, and when',
  description:
    'Every route that the endpoint has had, newest first: champion, standby, from when until when, by\n' +
    'whom and why. With --at, the one that was in force then.',
  positionals: [{ name: 'ENDPOINT', help: 'the endpoint' }],
  options: {
    at: { type: 'text', value: 'TIME', help: 'what answered then, such as 2026-01-31T08:00:00Z' },
  },
  examples: ['ratchet route list flights', 'ratchet route list flights --at 2026-01-31T08:00:00Z'],
  run: async (context, input) => {
    const [endpoint = ''] = input.positionals
    const at = input.text('at')
    const routes = await (await context.client()).routes(endpoint, at)
    const header = ['revision', 'champion', 'standby', 'from (UTC)', 'until (UTC)', 'by', 'reason']
    const none = `Nothing answered at ${endpoint}${at === undefined ? '' : ` at ${at}`}.`
    const human = routes.length === 0 ? none : formatTable(header, routes.map(routeRow))
    context.print(human, { endpoint, routes })
    return 0
  },
}

/** The verbs of serving. */
export const servingCommands: readonly Command[] = [statusCommand, routeListCommand]

function routeRow(route: RouteView): readonly string[] {
  const { revision, champion, standby, validFrom, validTo, actor, reason } = route
  return [
    ...[String(revision), nameOf(champion), standby === undefined ? '' : nameOf(standby)],
    ...[shownInstant(validFrom), validTo === undefined ? '' : shownInstant(validTo)],
    ...[actor, reason],
  ]
}

function nameOf({ model, version }: RouteView['champion']): string {
  return `${model}@${version}`
}

function statusText(status: StatusView): string {
  const where = status.url === undefined ? 'no server runs on this data folder' : status.url
  const lines = [
    `ratchet ${status.release}: ${where} (${status.state}, pid ${status.pid})`,
    `data folder: ${status.dataFolder ?? 'none, nothing is kept'}; models: ${status.models}; ledger: ${status.ledger.seq} records`,
  ]
  if (status.endpoints.length === 0) return [...lines, 'There is no endpoint yet.'].join('\n')
  const header = ['endpoint', 'champion', 'state', 'standby', 'revision', 'since (UTC)', 'by']
  return [...lines, '', formatTable(header, status.endpoints.map(rowOf))].join('\n')
}

function rowOf({ endpoint, route, states }: EndpointView): readonly string[] {
  const { champion, standby, revision, validFrom, actor } = route
  const state = states[champion.digest]
  return [
    endpoint,
    nameOf(champion),
    state?.reason === undefined
      ? (state?.state ?? 'not loaded')
      : `${state.state}: ${state.reason}`,
    standby === undefined ? '' : nameOf(standby),
    String(revision),
    shownInstant(validFrom),
    actor,
  ]
}
