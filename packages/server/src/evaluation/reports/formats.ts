import type { Backtest, Check } from '@ratchet-ml/protocol'
import { canonicalJson } from '@ratchet-ml/scoring'
import { toMarkdown as checkToMarkdown } from '../check/markdown.ts'
import { checkToCsv } from './csv/check-to-csv.ts'
import { csvPieces } from './csv/to-csv.ts'
import { toCheckReport } from './html/to-check-report.ts'
import { toHtmlReport } from './html/to-html-report.ts'
import { toMarkdown } from './markdown/to-markdown.ts'

export const reportFormats = ['html', 'csv', 'json', 'markdown'] as const
export type ReportFormat = (typeof reportFormats)[number]

/** Endings of the files that hold each format. */
export const endings: Readonly<Record<ReportFormat, string>> = {
  html: '.html',
  csv: '.csv',
  json: '.json',
  markdown: '.md',
}

/** The format that the name of a file says, by its ending. */
export function formatOfFile(file: string): ReportFormat | undefined {
  const name = file.toLowerCase()
  return reportFormats.find((format) => name.endsWith(endings[format]))
}

/** A back-test in a format, in pieces, as CSV may be larger than a string can be. */
export function reportPieces(backtest: Backtest, format: ReportFormat): Iterable<string> {
  switch (format) {
    case 'html':
      return [toHtmlReport(backtest)]
    case 'csv':
      return csvPieces(backtest)
    case 'json':
      return [jsonText(backtest)]
    case 'markdown':
      return [toMarkdown(backtest)]
  }
}

/** A check in a format. */
export function checkPieces(check: Check, format: ReportFormat): Iterable<string> {
  switch (format) {
    case 'html':
      return [toCheckReport(check)]
    case 'csv':
      return [checkToCsv(check)]
    case 'json':
      return [jsonText(check)]
    case 'markdown':
      return [checkToMarkdown(check)]
  }
}

/** Indented, and with the order of the canonical form, so that a fresh one and a recorded one are alike. */
function jsonText(document: Backtest | Check): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(document)), null, 2)}\n`
}
