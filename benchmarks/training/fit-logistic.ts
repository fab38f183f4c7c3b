/**
 * How long a logistic regression of the size of the flights example takes: 508,239 rows, three
 * numbers, two categories of 223 levels each. Synthetic rows from a fixed seed.
 *
 *     node --conditions=ratchet-source benchmarks/training/fit-logistic.ts [ROWS]
 */
import { createRandom } from '@ratchet-ml/stats'
import { type TrainingColumn, type TrainingData, trainLogistic } from '@ratchet-ml/training'

const rows = Number(process.argv[2] ?? 508_239)
const data = makeRows(rows)
for (let repeat = 1; repeat <= 3; repeat++) {
  const start = performance.now()
  const { fit } = trainLogistic(data)
  const seconds = (performance.now() - start) / 1000
  console.log(
    `${rows} rows x ${fit.weights.length} columns: ${seconds.toFixed(2)} s, ` +
      `${fit.iterations} iterations, objective ${fit.objective}, gradient ${fit.gradientNorm}`,
  )
}
const { rss } = process.memoryUsage()
console.log(`memory ${Math.round(rss / 1e6)} MB, node ${process.version}`)

function makeRows(count: number): TrainingData {
  const random = createRandom(1)
  const names = ['hour', 'weekday', 'distance']
  const numbers = names.map(() => Float64Array.from({ length: count }, () => random.nextNormal()))
  const levels = Array.from({ length: 223 }, (_, i) => `airport-${i}`)
  const codes = ['origin', 'destination'].map(() =>
    // The product of two draws makes some levels a hundred times as frequent as others.
    Int32Array.from({ length: count }, () =>
      Math.floor(random.nextFloat() * random.nextBelow(223)),
    ),
  )
  const label = Float64Array.from({ length: count }, (_, row) => {
    const [hour = 0] = numbers.map((values) => values[row])
    const [origin = 0] = codes.map((values) => values[row])
    const score = 0.35 * hour + (origin % 7) * 0.1 - 1.7 + random.nextNormal()
    return score > 0 ? 1 : 0
  })
  const features: TrainingColumn[] = [
    ...names.map((name, i) => ({
      kind: 'numeric' as const,
      name,
      values: numbers[i] ?? new Float64Array(0),
    })),
    ...['origin', 'destination'].map((name, i) => ({
      kind: 'category' as const,
      name,
      codes: codes[i] ?? new Int32Array(0),
      levels,
    })),
  ]
  return { count, features, label }
}
