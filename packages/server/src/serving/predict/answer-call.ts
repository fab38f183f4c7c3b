import type { Scored } from '@ratchet-ml/scoring'
import type { AnsweredBlock } from '../log/encode-record.ts'
import type { InputOf } from '../log/types.ts'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import type { Asked, Call, Reply } from './call.ts'
import { encodeRows } from './encode-rows.ts'
import { inputOfKept } from './kept-inputs.ts'
import type { OffThread } from './off-thread.ts'
import { readCall } from './read-call.ts'
import { scoreInTurns, scoreNow, type Take, takeInTurns } from './score-rows.ts'
import type { Turns } from './turns.ts'
import { createReplyWriter } from './write-reply.ts'

/** A whole reply, and how many rows it answers. */
export interface Answer extends Reply {
  readonly rows: number
  /** The rows as the version took and answered them; a single one is scratch memory of this turn. */
  readonly blocks: readonly AnsweredBlock[]
  /** Values of fields that are no features. */
  readonly inputOf: InputOf
}

/** Who asks, and what answering may take. */
export interface Answering {
  readonly requestId: string
  readonly turns: Turns
  /** Where big bodies are read and many rows answered. */
  readonly offThread: OffThread | undefined
  /** Whether the answers are wanted afterwards, for the log. */
  readonly keeps: boolean
}

/** Bodies of more bytes are read on another thread: that takes about 5 ms a megabyte. */
export const mostBytesHere = 256 << 10

/**
 * Answers a request whose body is there: reads it, checks every row by the endpoint's contract, scores
 * the rows and writes the reply; in this very turn when that is short.
 *
 * @throws Problem about the body or its rows, ScoringFailed, or whatever ends the turns
 */
export function answerCall(
  live: LiveEndpoint,
  call: Call,
  answering: Answering,
): Answer | Promise<Answer> {
  const { offThread } = answering
  if (call.body.length > mostBytesHere && offThread !== undefined) {
    return answerElsewhere(live, call, answering, offThread)
  }
  const asked = readCall(live, call)
  const { count } = asked.source
  if (count > live.rowsAtOnce) {
    const isBetterElsewhere = offThread !== undefined && live.handle.loaded.model !== undefined
    return isBetterElsewhere
      ? answerElsewhere(live, call, answering, offThread)
      : answerMany(live, asked, answering)
  }
  const { scratch, featureCount } = live
  encodeRows(asked, { into: scratch, featureCount, from: 0, until: count })
  const writer = createReplyWriter(live, answering.requestId, asked.about)
  scoreNow(live, count, (scored, some) => writer.take(scored, some))
  const block = { rows: scratch, scored: live.scored, first: 0, count }
  const { body, contentType, headers } = writer.end()
  return { body, contentType, headers, rows: count, blocks: [block], inputOf: inputsOf(asked) }
}

/** Rows for more than a turn, out of a body that was read in one. */
async function answerMany(
  live: LiveEndpoint,
  asked: Asked,
  { requestId, turns, keeps }: Answering,
): Promise<Answer> {
  const { featureCount, rowsPerTurn } = live
  const { count } = asked.source
  const into = new Float64Array(count * featureCount)
  for (let from = 0; from < count; from += rowsPerTurn) {
    const until = Math.min(count, from + rowsPerTurn)
    encodeRows(asked, { into, featureCount, from, until })
    if (until < count) await turns.next()
  }
  const writer = createReplyWriter(live, requestId, asked.about)
  const blocks: AnsweredBlock[] = []
  await scoreInTurns(live, into, count, takeBy(writer, keeps ? blocks : undefined), turns)
  return { ...writer.end(), rows: count, blocks, inputOf: inputsOf(asked) }
}

/** Read on another thread, and answered there if that has the version: only the reply is written here. */
async function answerElsewhere(
  live: LiveEndpoint,
  call: Call,
  { requestId, turns, keeps }: Answering,
  offThread: OffThread,
): Promise<Answer> {
  const read = await offThread.read(live, call, keeps, turns)
  const { rows, count, about, columns, inputs } = read
  const writer = createReplyWriter(live, requestId, about)
  const blocks: AnsweredBlock[] = []
  const take = takeBy(writer, keeps ? blocks : undefined)
  if (columns === undefined) await scoreInTurns(live, rows, count, take, turns)
  else await takeInTurns(live, { rows, columns, count }, take, turns)
  return { ...writer.end(), rows: count, blocks, inputOf: inputOfKept(inputs) }
}

/** Writes the reply, and keeps a copy of the answers where that is wanted. */
function takeBy(
  writer: { take(scored: Scored, count: number): void },
  blocks: AnsweredBlock[] | undefined,
): Take {
  let first = 0
  return (scored, count, rows) => {
    writer.take(scored, count)
    blocks?.push({ rows, scored: copyOf(scored, count), first, count })
    first += count
  }
}

function copyOf(scored: Scored, count: number): Scored {
  const { raw, rawWidth, probability, classes = 0, label, value, targets = 1 } = scored
  return {
    ...{ ...scored, count, raw: raw.slice(0, count * rawWidth) },
    ...(probability && { probability: probability.slice(0, count * classes) }),
    ...(label && { label: label.slice(0, count) }),
    ...(value && { value: value.slice(0, count * targets) }),
  }
}

function inputsOf({ source }: Asked): InputOf {
  return (row, name) => source.inputOf(row, name)
}
