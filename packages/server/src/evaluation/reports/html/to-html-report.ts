import type { Backtest } from '@ratchet-ml/protocol'
import { viewOf } from '../report-view.ts'
import { cut } from '../words.ts'
import { againSection } from './again-section.ts'
import { answerBox } from './answer-section.ts'
import { comparisonsSection } from './comparisons-section.ts'
import { leaksSection } from './leaks-section.ts'
import { type PageOptions, pageText } from './page.ts'
import { partitionsSection } from './partitions-section.ts'
import { shapesSection } from './shapes-section.ts'
import { slicesSection } from './slices-section.ts'
import { subjectSection } from './subject-section.ts'

/**
 * A back-test as one page of HTML that needs nothing else: no script, font, picture or host. It holds
 * aggregates alone. Where everything would not fit into `maximumBytes`, less important pictures and
 * tables are left out and named. The same document gives the same bytes.
 */
export function toHtmlReport(backtest: Backtest, options: PageOptions = {}): string {
  const view = viewOf(backtest)
  const sections = [
    comparisonsSection(view),
    partitionsSection(view),
    slicesSection(view),
    shapesSection(view),
    leaksSection(view),
    subjectSection(view),
    againSection(view),
  ].filter((section) => section !== undefined)
  const title = `Back-test of ${cut(backtest.model)}`
  const about = `${cut(backtest.label)} on ${cut(backtest.dataset.name)}, by ${cut(backtest.partitionBy, 40)}`
  return pageText({ title, about, answer: answerBox(view), sections }, options)
}
