import { type AnswerWriter, createAnswerWriter, type Scored } from '@ratchet-ml/scoring'
import type { LiveEndpoint } from '../routes/live-endpoint.ts'
import { TensorReplyWriter } from '../v2/tensor-writer.ts'
import type { AboutReply, Reply, ReplyStyle } from './call.ts'
import { LongText } from './long-text.ts'

/** Gathers the answers of a request, block by block. */
export interface ReplyWriter {
  /** `scored` is scratch memory that the next turn overwrites. */
  take(scored: Scored, count: number): void
  end(): Reply
}

/** A writer of the reply that a request wants, in the name of the version that answers. */
export function createReplyWriter(
  live: LiveEndpoint,
  requestId: string,
  { style }: AboutReply,
): ReplyWriter {
  switch (style.kind) {
    case 'predict':
      return new PredictReplyWriter(live, requestId, style.raw)
    case 'lines':
      return new LinesReplyWriter(live, requestId, style)
    case 'infer':
      return new TensorReplyWriter(live, requestId, style)
  }
}

class PredictReplyWriter implements ReplyWriter {
  readonly #live: LiveEndpoint
  readonly #raw: boolean
  readonly #idPrefix: string
  readonly #whole: LongText
  #row = 0

  constructor(live: LiveEndpoint, requestId: string, raw: boolean) {
    this.#live = live
    this.#raw = raw
    this.#idPrefix = `{"id":"${requestId}.`
    this.#whole = new LongText(
      `{"id":"${requestId}","endpoint":"${live.route.endpoint}","predictions":[`,
    )
  }

  take(scored: Scored, count: number): void {
    const { answerPrefix, outputs } = this.#live
    let text = ''
    for (let i = 0; i < count; i++) {
      if (this.#row > 0) text += ','
      text += `${this.#idPrefix}${this.#row}",${answerPrefix}${outputs.outputs(scored, i)}`
      if (this.#raw) text += `,"raw":${outputs.raw(scored, i)}`
      text += '}'
      this.#row++
    }
    this.#whole.add(text)
  }

  end(): Reply {
    this.#whole.add(']}')
    return { body: this.#whole.end(), contentType: 'application/json', headers: none }
  }
}

const none: readonly string[] = []
const contentTypes = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' }

/** In the form of `ratchet predict`; who answered stands in the headers, as lines have no room. */
class LinesReplyWriter implements ReplyWriter {
  readonly #live: LiveEndpoint
  readonly #requestId: string
  readonly #style: Extract<ReplyStyle, { kind: 'lines' }>
  readonly #writer: AnswerWriter
  readonly #whole: LongText
  #row = 0

  constructor(
    live: LiveEndpoint,
    requestId: string,
    style: Extract<ReplyStyle, { kind: 'lines' }>,
  ) {
    this.#live = live
    this.#requestId = requestId
    this.#style = style
    const { contract } = live.route
    this.#writer = createAnswerWriter(contract, live.scored.rawWidth, style.form, style)
    this.#whole = new LongText(this.#writer.header())
  }

  take(scored: Scored, count: number): void {
    let text = ''
    for (let i = 0; i < count; i++) {
      text += this.#writer.row(scored, i, this.#style.records[this.#row++])
    }
    this.#whole.add(text)
  }

  end(): Reply {
    const { route, arm, servedBy, fallbackReason } = this.#live
    const headers = [
      ...['Ratchet-Prediction-Id', this.#requestId, 'Ratchet-Endpoint', route.endpoint],
      ...['Ratchet-Version', String(arm.version), 'Ratchet-Arm', arm.arm],
      ...['Ratchet-Served-By', servedBy],
      ...(fallbackReason === undefined ? [] : ['Ratchet-Fallback', fallbackReason]),
    ]
    return { body: this.#whole.end(), contentType: contentTypes[this.#style.form], headers }
  }
}
