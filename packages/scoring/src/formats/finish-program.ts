import type { Task } from '../contract/types.ts'
import type { Model, ModelBuilder } from '../ir/builder.ts'
import type { Link } from '../ir/types.ts'

/** From margins to answers. */
export interface Answering {
  /** The value that holds the margins. */
  readonly margins: string
  readonly task: Task
  readonly link: Link
  /** Margins are divided by this before the link. */
  readonly divisor: number
  /** The label is that of the largest margin, not of the largest probability. */
  readonly labelsMargins: boolean
}

/** Ends an imported program: the link, and for a classifier the label. */
export function finishProgram(
  builder: ModelBuilder,
  { margins, task, link, divisor, labelsMargins }: Answering,
): Model {
  if (divisor === 1 && link.kind === 'identity') {
    return builder.build({ raw: margins, value: margins })
  }
  const complement = task === 'binary'
  const isClassifier = complement || task === 'multiclass'
  const out = isClassifier ? 'probability' : 'value'
  builder.step({ op: 'link@1', in: margins, out, link, divisor, complement })
  if (!isClassifier) return builder.build({ raw: margins, value: out })
  const decided = labelsMargins ? margins : out
  const label = builder.step({ op: 'classify@1', in: decided, out: 'label' })
  return builder.build({ raw: margins, probability: out, label })
}
