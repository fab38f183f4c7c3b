import { parseContract } from '../../contract/contract-json.ts'
import { outputsOfTask } from '../../contract/outputs-of-task.ts'
import type { Contract } from '../../contract/types.ts'
import { limits } from '../../ir/limits.ts'
import { parseProgram } from '../../ir/program-json.ts'
import { rowCost } from '../../ir/row-cost.ts'
import type { Program, Tensor } from '../../ir/types.ts'
import { validateModel } from '../../ir/validate.ts'
import { checkCoherence } from '../../package/coherence.ts'
import { readSafetensors } from '../../package/safetensors.ts'
import { readStoredZip } from '../../package/stored-zip.ts'
import type { PackageFiles, VerificationRows } from '../../package/types.ts'
import type { Imported, ImportOptions } from '../imported.ts'
import { answersPath, readAnswers } from './answers.ts'
import { documentPath, type ExportDocument, readDocument } from './document.ts'
import { expandModels } from './embedded.ts'
import { asModelRefusal, modelCorrupt } from './refuse.ts'
import { textsPath, withTextsOf } from './texts.ts'

const coefficientsPath = 'coefficients.safetensors'

/**
 * Reads what `ratchet_export.py` writes of a fitted scikit-learn estimator: a stored ZIP archive with
 * the program, its numbers, rows answered by the estimator, and the LightGBM or XGBoost models that
 * stand in it. Nothing of it is believed unchecked.
 *
 * @throws Refusal `model-corrupt`, naming the file of the archive and the place in it
 */
export function importSklearn(bytes: Uint8Array, _options: ImportOptions = {}): Imported {
  return asModelRefusal(() => readExport(readStoredZip(bytes)))
}

function readExport(files: PackageFiles): Imported {
  const document = readDocument(fileOf(files, documentPath))
  const place = `${documentPath}#/program`
  const expanded = expandModels(document.program, place, files)
  const program = parseProgram(expanded.program, place)
  const own = readTensors(files, coefficientsPath)
  const coefficients = coefficientsOf(program, own, expanded.coefficients)
  const widthOf = validateModel(program, coefficients)
  const contract = contractOf(document, program, widthOf)
  const answered = files.has(answersPath)
    ? withTextsOf(readAnswers(readTensors(files, answersPath), program), files)
    : undefined
  checkCoherence(program, widthOf, contract, answered ?? noRows(contract, program, widthOf))
  checkFiles(files, expanded.used)
  checkCost(answered, rowCost(program, coefficients, widthOf))
  return {
    format: 'scikit-learn',
    importer: { name: 'scikit-learn', version: 1 },
    ...{ program, coefficients, contract },
    notes: [],
    ...(answered !== undefined && answered.kinds.length > 0 && { answered }),
  }
}

function readTensors(files: PackageFiles, path: string): Map<string, Tensor> {
  return readSafetensors(fileOf(files, path), path)
}

function fileOf(files: PackageFiles, path: string): Uint8Array {
  const bytes = files.get(path)
  if (bytes !== undefined) return bytes
  throw modelCorrupt(path, 'nothing', 'a file of this name')
}

/** Of embedded models, only the numbers of the steps that are left. */
function coefficientsOf(
  program: Program,
  own: ReadonlyMap<string, Tensor>,
  embedded: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  const text = new Set(program.steps.flatMap(textsOf))
  const kept = [...embedded].filter(([name]) => text.has(name))
  const twice = kept.find(([name]) => own.has(name))
  if (twice === undefined) return new Map([...own, ...kept])
  throw modelCorrupt(`${coefficientsPath}/${twice[0]}`, 'a name of an embedded model', 'another')
}

/** Every text in a step, however deep: the names of its coefficients are among them. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

function contractOf(
  { task, classes, inputs, numeric }: ExportDocument,
  program: Program,
  widthOf: (name: string) => number,
): Contract {
  const widthOfOutput = (name: string): number => {
    const value = Object.hasOwn(program.outputs, name) ? program.outputs[name] : undefined
    return value === undefined ? 0 : widthOf(value)
  }
  const all = outputsOfTask(task, {
    classes: classes ?? Math.max(1, widthOfOutput('probability')),
    targets: Math.max(1, widthOfOutput('value'), widthOfOutput('distance')),
  })
  // Some classifiers say no probabilities.
  const outputs = all.filter(({ name }) => name !== 'probability' || widthOfOutput(name) > 0)
  const contract = { task, inputs, extra: 'ignore', outputs, ...(classes && { classes }), numeric }
  return parseContract(contract, documentPath)
}

/** No row at all, in the widths that are checked against. */
function noRows(
  contract: Contract,
  program: Program,
  widthOf: (name: string) => number,
): VerificationRows {
  return {
    featureCount: contract.inputs.length,
    rows: new Float64Array(),
    rawWidth: widthOf(program.outputs['raw'] as string),
    raw: new Float64Array(),
    ...{ kinds: [], expected: [] },
  }
}

function checkFiles(files: PackageFiles, used: ReadonlySet<string>): void {
  const known = [documentPath, coefficientsPath, answersPath, textsPath]
  const stray = [...files.keys()].find((path) => !known.includes(path) && !used.has(path))
  if (stray === undefined) return
  throw modelCorrupt(stray, 'a file that nothing reads', `only ${known.join(', ')} and models`)
}

/** Opening an export must not take long because someone made it so. */
function checkCost(answered: VerificationRows | undefined, cost: number): void {
  const [rows, most] = [answered?.kinds.length ?? 0, Math.floor(limits.replayCost / cost / 2)]
  if (rows <= most) return
  const found = `${rows} rows of a model that costs ${cost} for each`
  throw modelCorrupt(answersPath, found, `at most ${most} rows`)
}
