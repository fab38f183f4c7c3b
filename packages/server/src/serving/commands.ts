import type { EndpointView, RouteView, StatusView } from '@ratchet-ml/protocol'
import { formatTable, shownInstant } from '../platform/cli-kit/table.ts'
import type { Command } from '../platform/cli-kit/types.ts'
import { parseRfc3339, toRfc3339 } from '../platform/clock.ts'
import { counted } from '../platform/counted.ts'
import { Problem } from '../platform/problem.ts'
import { logTailCommand } from './log/commands.ts'

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
    at: { type: 'text', value: 'TIME', help: 'what answered then, such as 2026-01-31T08:00 (UTC)' },
  },
  examples: ['ratchet route list flights', 'ratchet route list flights --at 2026-01-31T08:00'],
  run: async (context, input) => {
    const [endpoint = ''] = input.positionals
    const at = input.text('at')
    const routes = await (await context.client()).routes(
      endpoint,
      at === undefined ? at : parseAt(at),
    )
    const none = `Nothing answered at ${endpoint}${at === undefined ? '' : ` at ${at}`}.`
    const human = routes.length === 0 ? none : routesText(routes)
    context.print(human, { endpoint, routes })
    return 0
  },
}

/** The verbs of serving. */
export const servingCommands: readonly Command[] = [statusCommand, routeListCommand, logTailCommand]

/** Which version answered from when to when. */
export function routesText(routes: readonly RouteView[]): string {
  const header = ['revision', 'champion', 'standby', 'from (UTC)', 'until (UTC)', 'by', 'reason']
  return formatTable(header, routes.map(routeRow))
}

function routeRow(route: RouteView): readonly string[] {
  const { revision, champion, standby, validFrom, validTo, actor, reason, waived } = route
  return [
    ...[String(revision), nameOf(champion), standby === undefined ? '' : nameOf(standby)],
    ...[shownInstant(validFrom), validTo === undefined ? 'in force' : shownInstant(validTo)],
    ...[actor, waived === undefined ? reason : `${reason} (gates waived: ${waived})`.trim()],
  ]
}

function nameOf({ model, version }: RouteView['champion']): string {
  return `${model}@${version}`
}

/** What is live, for people. */
export function statusText(status: StatusView): string {
  const { url, state, pid, startedAt, models, ledger } = status
  const since = shownInstant(startedAt)
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
    ...status.endpoints.flatMap(logTrouble),
  ].join('\n')
}

/** Only what is wrong with an endpoint's prediction log. */
function logTrouble({ endpoint, log }: EndpointView): readonly string[] {
  if (log === undefined || (log.state === 'ok' && log.dropped + log.failed === 0)) return []
  const lost = `${counted(log.dropped, 'record')} dropped, ${log.failed} failed, ${log.written} written`
  return [`The prediction log of ${endpoint} is ${log.state}: ${lost}.`]
}

function rowOf({ endpoint, route, states }: EndpointView): readonly string[] {
  const { champion, standby, revision, validFrom, actor } = route
  const state = states[champion.digest]
  return [
    endpoint,
    nameOf(champion),
    shownState(state),
    standby === undefined ? '' : nameOf(standby),
    String(revision),
    shownInstant(validFrom),
    actor,
  ]
}

function shownState(state: EndpointView['states'][string] | undefined): string {
  if (state === undefined) return 'not loaded'
  const { engine, reason } = state
  if (reason !== undefined) return `${state.state}: ${reason}`
  if (engine === undefined) return state.state
  const { runtime, memoryBytes } = engine
  const memory = memoryBytes === undefined ? '' : `, ${Math.round(memoryBytes / 1e6)} MB`
  return `${state.state} by ${runtime}${memory}`
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
