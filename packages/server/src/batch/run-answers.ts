import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { describeFault, type RowFault } from '@ratchet-ml/scoring'
import type { CommandContext } from '../platform/cli-kit/types.ts'
import { type AnswerInput, answerRows } from './answer-rows.ts'
import type { AnswersSummary } from './types.ts'

const refusedRows = 3
/** Of refused rows, how many are told on standard error; the rest is counted. */
const toldFaults = 10

/** Answers the rows of standard input on standard output. @returns the exit code */
export async function runAnswers(
  context: CommandContext,
  label: string,
  input: Pick<AnswerInput, 'contract' | 'open' | 'from' | 'failFast' | 'carry'>,
): Promise<number> {
  const progress = context.progress(label, 'rows')
  const report = reporter(context)
  const size = context.stdinSizeBytes
  try {
    const summary = await answerRows({
      ...input,
      bytes: context.stdin as AsyncIterable<Uint8Array>, // standard input gives bytes
      write: (text) => writeAll(context.stdout, text, context.signal),
      refused: report.refused,
      progress: (rows, bytes) => progress.update(rows, size && bytes / size),
    })
    return report.end(summary)
  } finally {
    progress.end()
  }
}

/** Tells the first refused rows one by one, and in the end how many there were. */
function reporter(context: CommandContext) {
  let told = 0
  return {
    refused: (line: number, fault: RowFault) => {
      if (told++ < toldFaults) context.note(`line ${line}: ${describeFault(fault, true)}`)
    },
    end: ({ rows, refused, absent }: AnswersSummary): number => {
      if (absent.length > 0 && rows > refused) context.note(absentText(absent, rows - refused))
      if (refused === 0) return 0
      context.note(`${refused} of ${rows} rows were refused.`)
      return refusedRows
    },
  }
}

function absentText(names: readonly string[], rows: number): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  return `None of ${rows} rows has ${names.slice(0, 5).join(', ')}${more}: counted as missing.`
}

async function writeAll(stream: Writable, text: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (!stream.write(text)) await once(stream, 'drain', { signal })
}
