import type { EndpointView, RouteView, StatusView } from '@ratchet-ml/protocol'
import { formatTable } from '../platform/cli-kit/table.ts'
import type { Command } from '../platform/cli-kit/types.ts'
import { parseRfc3339, toRfc3339 } from '../platform/clock.ts'
import { Problem } from '../platform/problem.ts'

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
  summary: 'Say what answered when, and on whose word',
  positionals: [{ name: 'ENDPOINT', help: 'the endpoint' }],
  options: {
    at: {
      type: 'text',
      value: 'TIME',
      help: 'only the route in force then, such as 2026-03-01T12:00',
    },
  },
  examples: ['ratchet route list flights', 'ratchet route list flights --at 2026-03-01T12:00'],
  run: async (context, input) => {
    const [endpoint = ''] = input.positionals
    const at = input.text('at')
    const client = await context.client()
    const time = at === undefined ? undefined : parseAt(at)
    const routes = await client.routes(endpoint, time)
    const none = `Nothing answered at ${endpoint} then.`
    context.print(routes.length === 0 ? none : routesText(routes), { endpoint, routes })
    return 0
  },
}

/** The verbs of serving. */
export const servingCommands: readonly Command[] = [statusCommand, routeListCommand]

/** What is live, for people. */
export function statusText(status: StatusView): string {
  const { url, state, pid, startedAt, models, ledger } = status
  const since = shortTime(startedAt)
  const server =
    url === undefined
      ? 'none runs on this data folder; start one with ratchet serve'
      : `${url} (${state}, process ${pid}, since ${since} UTC)`
  const kept = `${counted(models, 'model')}, ${counted(ledger.seq, 'ledger record')}`
  const lines = [
    `server       ${server}`,
    `data folder  ${status.dataFolder ?? 'none, nothing is kept'} (${kept})`,
    `release      ${status.release}`,
    '',
  ]
  if (status.endpoints.length === 0) {
    lines.push('There is no endpoint yet: ratchet promote NAME@VERSION makes one.')
    return lines.join('\n')
  }
  const header = ['endpoint', 'champion', 'state', 'standby', 'revision', 'since (UTC)', 'by']
  const rows = status.endpoints.map(rowOf)
  // Without a server nothing is loaded, which says nothing about the version.
  const shown = (_: string, column: number) => url !== undefined || header[column] !== 'state'
  return [
    ...lines,
    formatTable(
      header.filter(shown),
      rows.map((row) => row.filter(shown)),
    ),
  ].join('\n')
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}

function rowOf({ endpoint, route, states }: EndpointView): readonly string[] {
  const { champion, standby, revision, validFrom, actor } = route
  const state = states[champion.digest]
  return [
    endpoint,
    `${champion.model}@${champion.version}`,
    state?.reason === undefined
      ? (state?.state ?? 'not loaded')
      : `${state.state}: ${state.reason}`,
    standby === undefined ? '' : `${standby.model}@${standby.version}`,
    String(revision),
    shortTime(validFrom),
    actor,
  ]
}

/** Which version answered from when to when. */
export function routesText(routes: readonly RouteView[]): string {
  const header = ['revision', 'champion', 'standby', 'from (UTC)', 'until (UTC)', 'by', 'reason']
  const rows = routes.map(({ revision, champion, standby, validFrom, validTo, actor, reason }) => [
    String(revision),
    `${champion.model}@${champion.version}`,
    standby === undefined ? '' : `${standby.model}@${standby.version}`,
    shortTime(validFrom),
    validTo === undefined ? 'in force' : shortTime(validTo),
    actor,
    reason,
  ])
  return formatTable(header, rows)
}

/**
 * A time as people write it, in UTC where it names no zone: 2026-03-01, 2026-03-01 12:00, or RFC 3339.
 * @throws Problem `usage`
 */
export function parseAt(text: string): string {
  const [, date, time = '00:00', seconds = ':00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? []
  const found = parseRfc3339(`${date}T${time}${seconds}${zone}`)
  if (found !== undefined) return toRfc3339(found)
  throw new Problem('usage', `--at is "${text}"; it must be a time such as 2026-03-01T12:00.`)
}

function shortTime(time: string): string {
  return time.slice(0, 19).replace('T', ' ')
}
