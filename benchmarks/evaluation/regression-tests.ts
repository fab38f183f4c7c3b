// `npm run bench evaluation/regression-tests`: `ratchet test` with a thousand cases of the flights model (200
// trees), as a whole process: start, model file, YAML, answers, output. The aim is at most one second.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../median.ts'

const program = fileURLToPath(import.meta.resolve('@ratchet-ml/server/bin/ratchet.mjs'))
const example = fileURLToPath(new URL('../../examples/flights/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'ratchet-bench-'))
const caseCount = 1000
const rounds = 7

interface Row {
  readonly input: Readonly<Record<string, string | number>>
  readonly rawScore: number
}

/** Half golden rows, the other half relations of each kind. */
function caseOf(i: number, { input, rawScore }: Row): string {
  const row = JSON.stringify(input)
  const name = `  - name: case ${i}\n`
  switch (i % 8) {
    case 1:
      return `${name}    answer: { rows: [${row}], holds: probability.1 < 0.99 }\n`
    case 3:
      return `${name}    invariance: { rows: [${row}], change: { hour: [${input['hour']}] } }\n`
    case 5:
      return `${name}    metamorphic: { rows: [${row}], others: { o: { compute: { hour: hour } } }, holds: o.raw.0 == base.raw.0 }\n`
    case 7:
      return `${name}    monotonic: { rows: [${row}], field: distance, over: [1, 2, 3], answer: rises }\n    tolerance: { absolute: 1 }\n`
    default:
      return `${name}    golden:\n      - { row: ${row}, expect: { raw: ${rawScore} } }\n`
  }
}

try {
  const rows = JSON.parse(
    readFileSync(join(example, 'training/expected-rows.json'), 'utf8'),
  ) as readonly Row[]
  const cases = Array.from({ length: caseCount }, (_, i) => caseOf(i, rows[i % rows.length] as Row))
  mkdirSync(join(folder, 'tests/flights'), { recursive: true })
  writeFileSync(
    join(folder, 'tests/flights/cases.yaml'),
    `ratchetTests: 1\ncases:\n${cases.join('')}`,
  )
  const source = JSON.stringify(join(example, 'model/flights-january.txt'))
  writeFileSync(
    join(folder, 'ratchet.yaml'),
    `ratchet: 1\nmodels: { flights: { purpose: p, owner: o, source: ${source} } }\n`,
  )
  const seconds: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    const args = [...process.execArgv, program, 'test']
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    seconds.push((performance.now() - start) / 1000)
    if (status !== 0) throw new Error(stdout.slice(-2000))
  }
  const shown = [median(seconds), Math.min(...seconds), Math.max(...seconds)]
  const [middle, least, most] = shown.map((one) => one.toFixed(2))
  console.log(`${caseCount} cases: ${middle} s (${least} to ${most} over ${rounds} runs)`)
} finally {
  rmSync(folder, { recursive: true })
}
