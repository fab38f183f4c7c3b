import { formatTable, shownInstant } from '../../../platform/cli-kit/table.ts'
import type { Command } from '../../../platform/cli-kit/types.ts'

export const snapshotListCommand: Command = {
  name: 'snapshot list',
  summary: 'List the snapshots of datasets',
  positionals: [{ name: 'NAME', help: 'only those of this name', optional: true }],
  options: {},
  examples: ['ratchet snapshot list', 'ratchet snapshot list flights'],
  run: async (context, input) => {
    const [name] = input.positionals
    const snapshots = await (await context.client()).snapshots(name)
    const rows = snapshots.map((one) => [
      `${one.snapshot}@${one.number}`,
      one.rows.toLocaleString('en-US'),
      one.range === undefined ? '' : one.range.first.slice(0, 10),
      one.range === undefined ? '' : one.range.last.slice(0, 10),
      shownInstant(one.createdAt),
      one.digest.slice(7, 19),
    ])
    const header = ['SNAPSHOT', 'ROWS', 'FIRST', 'LAST', 'CREATED (UTC)', 'DIGEST']
    const human = rows.length === 0 ? 'There are no snapshots.' : formatTable(header, rows)
    context.print(human, { snapshots })
    return 0
  },
}
