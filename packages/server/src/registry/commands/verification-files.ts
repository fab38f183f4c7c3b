import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import {
  type Contract,
  copyRows,
  createCsvReader,
  createNdjsonReader,
  createRowReader,
  drawGraphRows,
  type InputRow,
  type Package,
  Refusal,
  type RowFault,
  type Scored,
  SourceAnswers,
  sniffRowFormat,
  splitGraph,
  withSample,
  withVerification,
  writeVerificationRows,
} from '@ratchet-ml/scoring'
import type { StartEngine } from '../../platform/graph-engine.ts'
import { Problem, problemOfRefusal } from '../../platform/problem.ts'
import { withEngineAnswers } from '../pack-onnx.ts'

/** Of a sample, rows that are read; more of them make the verification rows no better. */
const mostSampleRows = 10_000

/**
 * Writes the verification rows of a package for the source library to answer: CSV where the path ends
 * in `.csv`, else NDJSON.
 *
 * @throws Problem `file-exists`, or `file-not-found` without the folder around it
 */
export async function writeRows(pkg: Package, path: string) {
  const format = path.endsWith('.csv') ? 'csv' : 'ndjson'
  const { text, rows, leftOut } = writeVerificationRows(pkg.contract, pkg.verification, format)
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    throw problemOfFile(error, path)
  }
  return { path, rows, leftOut }
}

/**
 * Compares the answers of the source library in a file with ours.
 *
 * @returns the package whose verification rows hold them
 * @throws Problem `verification-failed` at the first that is another, `file-not-found`, or with the code
 * of a bad row
 */
export async function applyExpected(pkg: Package, path: string, start: StartEngine) {
  try {
    const answers = await compareExpected(pkg, path, start)
    const { verification, kept } = answers.end()
    const { compared } = answers
    if (compared === 0) throw new Problem('row-unreadable', `${path} holds no row.`)
    return { package: await withVerification(pkg, verification), compared, kept }
  } catch (error) {
    throw problemOfFile(error, path)
  }
}

async function compareExpected(pkg: Package, path: string, start: StartEngine) {
  if (splitGraph(pkg.program) === undefined) return readExpected(pkg, path)
  const engine = await start(pkg.files)
  try {
    const one = engine.allocate(1)
    const answers = await readExpected(pkg, path, one)
    answers.finishRows()
    await answers.settle(async (row, count) => {
      await engine.answer(row, count, one, 'alone')
      return one
    })
    return answers
  } finally {
    engine.close()
  }
}

async function readExpected(pkg: Package, path: string, room?: Scored): Promise<SourceAnswers> {
  let answers: SourceAnswers | undefined
  for await (const chunk of chunksOf(path)) {
    answers ??= new SourceAnswers(pkg, sniffRowFormat(chunk) ?? 'ndjson', room)
    answers.push(chunk)
  }
  return answers ?? new SourceAnswers(pkg, 'ndjson', room)
}

/**
 * Makes verification rows anew from a sample of rows (NDJSON or CSV), of which no row itself is kept.
 *
 * @throws Problem `file-not-found`, or with the code of a bad row
 */
export async function applySample(
  pkg: Package,
  path: string,
  start: StartEngine,
): Promise<Package> {
  try {
    const sample = await readSample(pkg.contract, path)
    if (sample.length === 0) throw new Problem('row-unreadable', `${path} holds no row.`)
    if (splitGraph(pkg.program) === undefined) return await withSample(pkg, sample)
    return await withEngineAnswers(pkg, drawGraphRows(pkg.contract, sample), start)
  } catch (error) {
    throw problemOfFile(error, path)
  }
}

async function readSample(contract: Contract, path: string): Promise<Float64Array> {
  const reader = createRowReader(contract)
  const width = reader.featureCount
  const encoded = new Float64Array(mostSampleRows * width)
  let count = 0
  const take = (rows: readonly InputRow[]): void => {
    for (const row of rows) {
      if (count === mostSampleRows) return
      const fault =
        row.kind === 'fault' ? row.fault : reader.read(row.record, encoded, count * width)
      if (fault === undefined) count++
      else throw refusalOf(fault, row.line)
    }
  }
  let stream: ReturnType<typeof createCsvReader> | undefined
  for await (const chunk of chunksOf(path)) {
    stream ??= sniffRowFormat(chunk) === 'csv' ? createCsvReader(contract) : createNdjsonReader()
    take(stream.push(chunk))
    if (count === mostSampleRows) break
  }
  if (stream !== undefined && count < mostSampleRows) take(stream.end())
  return copyRows(encoded, 0, count * width)
}

/** The owner of the file reads it, so it shows the value. */
function refusalOf({ code, pointer, found, value, expected }: RowFault, line: number): Refusal {
  const place = `line ${line}${pointer}`
  return new Refusal({ code, place, found: value ? `${found} (${value})` : found, expected })
}

function chunksOf(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path) // gives bytes, as no encoding is set
}

function problemOfFile(error: unknown, path: string): unknown {
  if (error instanceof Refusal) return problemOfRefusal(error, path)
  if (error instanceof Problem || !(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'EEXIST') {
    const hint = 'Choose another name, or remove it first.'
    return new Problem('file-exists', `${path} exists already.`, { hint })
  }
  return new Problem('file-not-found', `${path} cannot be opened: ${error.code}.`, { cause: error })
}
