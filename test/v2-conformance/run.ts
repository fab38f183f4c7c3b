// A conformance suite for the Open Inference Protocol V2 over REST, against any server:
//   npm run test:v2-conformance -- --url http://127.0.0.1:8080 --model NAME [--request body.json]
//     [--report out.json]
// The model must answer the request: that of the file, or one of two rows made from its metadata.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { allCases } from './cases/index.ts'
import { reportText, summarise } from './report.ts'
import { runCases } from './runner.ts'
import { openTarget } from './target.ts'

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    model: { type: 'string' },
    request: { type: 'string' },
    report: { type: 'string' },
  },
})
if (values.url === undefined || values.model === undefined) {
  process.stderr.write('Say which server and which of its models: --url URL --model NAME.\n')
  process.exit(2)
}
const request = values.request && JSON.parse(readFileSync(values.request, 'utf8'))
const url = values.url.replace(/\/$/, '')
const target = await openTarget(url, values.model, request)
const outcomes = await runCases(url, allCases(target))
process.stdout.write(`${reportText(outcomes)}\n`)
if (values.report !== undefined) {
  const report = { url, model: values.model, summary: summarise(outcomes), outcomes }
  writeFileSync(values.report, `${JSON.stringify(report, undefined, 2)}\n`)
}
process.exit(outcomes.every(({ fault }) => fault === undefined) ? 0 : 1)
