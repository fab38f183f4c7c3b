import type { LedgerHeadView } from '@ratchet-ml/protocol'
import { formatTable, shownInstant } from '../../platform/cli-kit/table.ts'
import type { Command } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'

const listCommand: Command = {
  name: 'ledger list',
  summary: 'List the changes of state',
  description: 'Oldest first, a thousand at a time; the rest with --after and the last number.',
  positionals: [],
  options: {
    after: { type: 'integer', value: 'SEQ', help: 'records after this one', default: 0 },
  },
  examples: ['ratchet ledger list', 'ratchet ledger list --after 1000 --json'],
  run: async (context, input) => {
    const records = await (await context.client()).ledger(input.number('after') ?? 0)
    const rows = records.map(({ seq, at, kind, subject, actor, reason }) => [
      ...[String(seq), shownInstant(at), kind, subject, actor, reason],
    ])
    const header = ['seq', 'at (UTC)', 'kind', 'subject', 'by', 'reason']
    const human = rows.length === 0 ? 'There is no further record.' : formatTable(header, rows)
    context.print(human, { records })
    return 0
  },
}

/** The verbs of the ledger. */
export const ledgerCommands: readonly Command[] = [
  listCommand,
  {
    name: 'ledger verify',
    summary: 'Check the record of every change',
    description:
      'Walks the chain from its first record, makes the tables again from it and compares them with\n' +
      'what is read. Keep the head that it prints elsewhere: with --head, a chain that was cut and\n' +
      'written anew is found out. Exit code 1 when something is wrong.',
    positionals: [],
    options: {
      head: {
        type: 'text',
        value: 'SEQ:HASH',
        help: 'a head noted before, which the chain must hold',
      },
    },
    examples: ['ratchet ledger verify', 'ratchet ledger verify --head 12:5f0c…'],
    run: async (context, input) => {
      const text = input.text('head')
      const noted = text === undefined ? undefined : parseHead(text)
      const report = await (await context.client()).verifyLedger(noted)
      const { outcome, head, records, faults } = report
      const human =
        outcome === 'intact'
          ? `The ledger is intact: ${records} records, and the tables say the same.`
          : `The ledger is broken: ${faults.length} faults in ${records} records.`
      const lines = [human, ...faults.map((fault) => `- ${fault}`), `head ${head.seq}:${head.hash}`]
      context.print(lines.join('\n'), report)
      return outcome === 'intact' ? 0 : 1
    },
  },
]

function parseHead(text: string): LedgerHeadView {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (seq !== undefined && hash !== undefined) return { seq: Number(seq), hash }
  throw new Problem('usage', `--head: found ${JSON.stringify(text)}, expected SEQ:HASH.`, {
    hint: 'Give the head as ratchet ledger verify prints it.',
  })
}
