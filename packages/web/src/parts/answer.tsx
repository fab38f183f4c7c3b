import type { PredictReply } from '@ratchet-ml/protocol'
import { millisecondsText } from '../format/text.ts'
import { Fact } from './fact.tsx'

export interface AnswerProps {
  readonly reply: PredictReply
  /** Time until the answer was here, in milliseconds. */
  readonly ms: number
}

/** The outputs of the one row that was asked, and the reply as it came. */
export function Answer({ reply, ms }: AnswerProps) {
  const [prediction] = reply.predictions
  return (
    <div className="answer">
      <dl className="facts">
        {Object.entries(prediction?.outputs ?? {}).map(([name, value]) => (
          <Fact key={name} name={name}>
            <span className="value">{outputText(value)}</span>
          </Fact>
        ))}
        <Fact name="Answered by">
          version {prediction?.version ?? '?'} ({prediction?.servedBy}) in {millisecondsText(ms)}
        </Fact>
      </dl>
      <details>
        <summary>The reply as it came</summary>
        <pre>
          <code>{JSON.stringify(reply, null, 2)}</code>
        </pre>
      </details>
    </div>
  )
}

function outputText(value: unknown): string {
  if (Array.isArray(value)) return value.map(outputText).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
