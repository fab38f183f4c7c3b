import type { LedgerHeadView } from '@ratchet-ml/protocol'
import type { Command } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'

/** The verbs of the ledger. */
export const ledgerCommands: readonly Command[] = [
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
