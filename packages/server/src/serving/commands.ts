import type { EndpointView, StatusView } from '@ratchet-ml/protocol'
import { formatTable } from '../platform/cli-kit/table.ts'
import type { Command } from '../platform/cli-kit/types.ts'
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

/** The verbs of serving. */
export const servingCommands: readonly Command[] = [statusCommand, logTailCommand]

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
