import { type Answer, answerOf } from '../answer.ts'
import type { ReportView } from '../report-view.ts'
import { element, type Html } from './element.ts'

/** A sign for each verdict that does not need colour. */
const signs: Readonly<Record<Answer['verdict'], string>> = {
  better: '✓',
  worse: '✗',
  undecided: '?',
  unknown: '?',
}

/** The answer before the numbers it rests on. */
export function answerBox({ backtest }: ReportView): Html {
  const answer = answerOf(backtest)
  const entry = (question: string, text: string) => [
    element('dt', {}, question),
    element('dd', {}, text),
  ]
  return element(
    'section',
    { class: `answer ${answer.verdict}`, 'aria-label': 'The answer' },
    element(
      'p',
      { class: `verdict ${answer.verdict}` },
      `${signs[answer.verdict]} ${answer.headline}`,
    ),
    element(
      'dl',
      {},
      entry('Is it really better?', answer.better),
      entry('Where is it worse?', answer.worse),
      entry('Is there evidence enough?', answer.evidence),
      entry('Leaks', answer.leaks),
    ),
  )
}
