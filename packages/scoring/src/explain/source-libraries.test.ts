import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { importModel } from '../formats/import-model.ts'
import { createExplainer } from './create-explainer.ts'

const folder = new URL('../../fixtures/explain/models/', import.meta.url)
const plain = ['regression', 'binary', 'deep']
const fromXgboost = ['regression', 'binary', 'multiclass', 'dart', 'forest', 'linear']
const others = ['multiclass', 'missing', 'missing-zero', 'dart', 'bagging', 'categories']
/** Beside the largest number of a row; the libraries' own sums cancel more than ours. */
const tolerance = 1e-9

interface Case {
  readonly rows: number
  readonly features: number
  readonly margins: number
  readonly x: string
  readonly contributions: string
  readonly plain?: string
  readonly shap?: string
}

/** Largest distance of our contributions and bases from a library's, row by row. */
function largestDistance(file: string, { features, margins }: Case, x: string, expected: string) {
  const { program, coefficients, contract } = importModel(readFileSync(new URL(file, folder)))
  const explainer = createExplainer(program, coefficients, contract)
  const [rows, theirs] = [toDoubles(x), toDoubles(expected)]
  const width = margins * (features + 1)
  let largest = 0
  for (let row = 0; row < rows.length / features; row++) {
    const { contributions, base } = explainer.explain(rows, row * features)
    const ours = [...base].flatMap((start, k) => [
      ...contributions.slice(k * features, (k + 1) * features),
      start,
    ])
    const wanted = theirs.subarray(row * width, (row + 1) * width)
    const size = Math.max(...wanted.map(Math.abs))
    const gaps = ours.map((value, i) => Math.abs(value - (wanted[i] as number)) / size)
    largest = Math.max(largest, ...gaps)
  }
  return largest
}

test.each([...plain, ...others])('%s: contributions are those of LightGBM', (name) => {
  const found = readCase(name)
  expect(largestDistance(`${name}.txt`, found, found.x, found.contributions)).toBeLessThan(
    tolerance,
  )
})

test.each(plain)('%s: contributions are those of the shap package', (name) => {
  const found = readCase(name)
  expect(largestDistance(`${name}.txt`, found, found.plain ?? '', found.shap ?? '')).toBeLessThan(
    tolerance,
  )
})

test.each(fromXgboost)('%s: contributions are those of XGBoost, as near as floats are', (name) => {
  const found = readCase(`xgboost-${name}.answers`)
  const distance = largestDistance(`xgboost-${name}.json`, found, found.x, found.contributions)
  expect(distance).toBeLessThan(1e-5)
})

function readCase(name: string): Case {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
}

function toDoubles(base64: string): Float64Array {
  return new Float64Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer)
}
