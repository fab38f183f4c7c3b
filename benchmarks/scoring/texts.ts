// How long does TF-IDF with logistic regression take beside scikit-learn's own predict_proba on the same
// texts? By hand, on Node 24, with a Python that has scikit-learn:
//   node --conditions=ratchet-source benchmarks/scoring/texts.ts --python PYTHON [--rounds 5]
// One thread each, processor time, in turns. Ours begins with records as requests have them.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createRowReader, createScorer, importModel } from '@ratchet-ml/scoring'
import { median } from '../median.ts'

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string', default: '.cache/text-benchmark' },
  },
})
const rounds = Number(values.rounds)
const leastUs = 500_000

interface Told {
  readonly us: number
  readonly answers: readonly number[]
}

mkdirSync(values.folder, { recursive: true })
const script = fileURLToPath(new URL('texts.py', import.meta.url))
const env = { ...process.env, OMP_NUM_THREADS: '1' }
const peer = spawn(values.python, [script, values.folder], {
  ...{ env, stdio: ['pipe', 'pipe', 'inherit'] },
})
const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
const { columns, characters } = (await answer()) as {
  readonly columns: Readonly<Record<string, number>>
  readonly characters: number
}
const texts = JSON.parse(readFileSync(`${values.folder}/texts.json`, 'utf8')) as readonly string[]
console.log(`${texts.length} texts of ${characters.toFixed(0)} characters on average`)
for (const name of Object.keys(columns)) {
  console.log(
    `\n${name}, ${columns[name]} columns: us of processor time a row, median of ${rounds} rounds`,
  )
  for (const count of [texts.length, 1]) await compare(name, count)
}
peer.stdin.end()

async function compare(name: string, count: number): Promise<void> {
  const own = scorerOf(name, count)
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const told = await ask(name, count)
    theirs.push(told.us)
    ours.push(own.measure())
    const off = own.answers().map((p, i) => Math.abs(p - (told.answers[i] ?? Number.NaN)))
    if (!off.every((distance) => distance < 1e-12)) throw new Error(`${name}: the answers differ`)
  }
  const [us, them] = [median(ours), median(theirs)]
  const what = count === 1 ? 'one row' : `batch of ${count}`
  const shown = `ratchet ${us.toFixed(1)}, scikit-learn ${them.toFixed(1)}: ${(them / us).toFixed(1)} x`
  console.log(`  ${what}: ${shown}`)
}

function scorerOf(name: string, count: number) {
  const model = importModel(new Uint8Array(readFileSync(`${values.folder}/${name}.zip`)))
  const scorer = createScorer(model.program, model.coefficients, model.contract)
  const reader = createRowReader(model.contract)
  const records = texts.map((text) => ({ text }))
  const rows = new Float64Array(count)
  const into = scorer.allocate(count)
  const pass = (first: number): void => {
    for (let row = 0; row < count; row++)
      reader.read(records[(first + row) % records.length], rows, row)
    scorer.score(rows, count, into)
  }
  return {
    measure: (): number => {
      const start = process.cpuUsage()
      let passes = 0
      let spent = 0
      while (spent < leastUs) {
        // One row after another, each another one.
        pass(passes++)
        const { user, system } = process.cpuUsage(start)
        spent = user + system
      }
      return spent / passes / count
    },
    answers: (): readonly number[] => {
      pass(0)
      const { probability = new Float64Array() } = into
      return Array.from({ length: count }, (_, row) => probability[2 * row + 1] as number)
    },
  }
}

async function ask(model: string, rows: number): Promise<Told> {
  peer.stdin.write(`${JSON.stringify({ model, rows })}\n`)
  return (await answer()) as Told
}

async function answer(): Promise<unknown> {
  const { value } = await lines.next()
  if (typeof value !== 'string') throw new Error('scikit-learn has ended without an answer')
  return JSON.parse(value)
}
