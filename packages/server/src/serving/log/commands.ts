import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '@ratchet-ml/client'
import type { LogRecordView } from '@ratchet-ml/protocol'
import type { Command, CommandContext, CommandInput } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'

const everyMs = 500

/** `ratchet log tail ENDPOINT`. */
export const logTailCommand: Command = {
  name: 'log tail',
  summary: 'Show the newest records of the prediction log',
  description:
    'A line for each prediction, and for each request that was refused or failed; with --json the whole\n' +
    'record on a line. Records hold what callers sent, so only the data folder’s owner can read them.',
  positionals: [{ name: 'ENDPOINT', help: 'whose records' }],
  options: {
    lines: { type: 'integer', value: 'N', help: 'how many at most, to begin with', default: 20 },
    follow: { type: 'flag', short: 'f', help: 'go on with new records until interrupted' },
  },
  examples: ['ratchet log tail flights', 'ratchet log tail flights --follow --json'],
  run: tail,
}

async function tail(context: CommandContext, input: CommandInput): Promise<number> {
  const [endpoint = ''] = input.positionals
  const last = input.number('lines') ?? 20
  if (last < 0 || last > 1000) {
    throw new Problem('usage', `--lines is ${last}; it must be 0 to 1000.`)
  }
  const client = await context.client()
  let page = await client.log(endpoint, { last })
  show(context, page.records)
  if (!input.flag('follow')) return 0
  while (!context.signal.aborted) {
    page = await nextPage(client, endpoint, page.next, context.signal)
    show(context, page.records)
  }
  return 0
}

async function nextPage(client: Client, endpoint: string, after: string, signal: AbortSignal) {
  const page = await client.log(endpoint, { after })
  // Interrupted, the wait only ends early.
  if (page.records.length === 0) await wait(everyMs, undefined, { signal }).catch(() => {})
  return page
}

function show(context: CommandContext, records: readonly LogRecordView[]): void {
  for (const record of records) context.print(lineOf(record), record)
}

function lineOf(record: LogRecordView): string {
  const { recordedTime, kind, status, latencyUs, versionDigest, outputs, problem } = record
  const id = record.predictionId ?? record.requestId
  const ms = (latencyUs / 1000).toFixed(2)
  const what =
    kind === 'answered'
      ? `${versionDigest?.slice(0, 15) ?? ''} ${record.servedBy ?? ''} ${JSON.stringify(outputs)}`
      : `${kind} ${problem ?? ''}`
  return `${recordedTime} ${id} ${status} ${ms} ms ${what}`
}
