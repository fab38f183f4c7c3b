import type { EndpointView, StatusView } from '@ratchet-ml/protocol'
import { formatTable } from '../platform/cli-kit/table.ts'
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

/** The verbs of serving. */
export const servingCommands: readonly Command[] = [statusCommand]

/** What is live, for people. */
export function statusText(status: StatusView): string {
  const { url, state, pid, startedAt, models, ledger } = status
  const since = startedAt.slice(0, 19).replace('T', ' ')
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
    validFrom.slice(0, 19).replace('T', ' '),
    actor,
  ]
}
