import { numberText } from '@ratchet-ml/figures'
import type { PredictReply } from '@ratchet-ml/protocol'
import type { ContractView } from '../contract/read-contract.ts'
import { millisecondsText } from '../format/text.ts'
import { Fact } from './fact.tsx'

export interface AnswerProps {
  readonly reply: PredictReply
  /** Time until the answer was here, in milliseconds. */
  readonly ms: number
  readonly classes: ContractView['classes']
}

/** The outputs of the one row that was asked, rounded, and the reply as it came. */
export function Answer({ reply, ms, classes }: AnswerProps) {
  const [prediction] = reply.predictions
  return (
    <div className="answer">
      <dl className="facts">
        {Object.entries(prediction?.outputs ?? {}).map(([name, value]) => (
          <Fact key={name} name={name}>
            {partsOf(value, name === 'probability' ? classes : undefined).map((part) => (
              <span key={part} className="value">
                {part}
              </span>
            ))}
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

/** An output in short: a list as one part for each class or target, each with its name. */
function partsOf(value: unknown, names: ContractView['classes']): readonly string[] {
  if (!Array.isArray(value)) return [valueText(value)]
  return value.map((item, index) => `${names?.[index] ?? index}: ${valueText(item)}`)
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return numberText(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
