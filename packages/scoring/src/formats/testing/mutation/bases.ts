import { readdirSync, readFileSync } from 'node:fs'
import { aLogisticModel } from '../../../ir/testing/models.ts'
import { packPackage } from '../../../package/archive.ts'
import { buildPackage, type Ingredients } from '../../../package/build.ts'
import { readStoredZip, writeStoredZip } from '../../../package/stored-zip.ts'
import { makeVerificationRows } from '../../../verification/synthesise.ts'
import { importModel } from '../../import-model.ts'
import { judgeOnnx } from '../../onnx/import.ts'
import { readOnnxModel } from '../../onnx/proto/read-model.ts'
import { drawGraphRows } from '../../onnx-graph/draw-rows.ts'
import { importGraph } from '../../onnx-graph/import-graph.ts'
import { firstTrees } from './mutate-lightgbm.ts'

/** A sound file that mutants are made of. */
export interface Base {
  readonly name: string
  readonly format: 'lightgbm' | 'xgboost' | 'catboost' | 'onnx' | 'sklearn' | 'package'
  readonly bytes: Uint8Array
}

const fixtures = new URL('../../../../fixtures/', import.meta.url)
/** What is in a package does not depend on what it was imported from: a few of each kind of op. */
const packaged = [
  ...['binary', 'categories-onehot', 'linear', 'multiclass', 'pandas', 'rf-binary'],
  ...[
    '3.4-binary-logistic.json',
    '3.4-vector-softprob.ubj',
    '3.4-dart.ubj',
    '1.7-linear-logistic.json',
    'combinations.json',
    'lgbmclassifier.onnx',
    'svc.onnx',
    'sklearn-text/1.9-00005.zip',
  ],
]
const mostXgboostBytes = 8000
const mostSklearnBytes = 40_000
const mostCatboostBytes = 24_000
const mostOnnxBytes = 4_000

/** Every fixture model, cut to its first trees so that each byte matters; and packages of some. */
export async function readBases(): Promise<readonly Base[]> {
  const models = [
    ...listLightgbm(),
    ...listXgboost(),
    ...listCatboost(),
    ...listOnnx(),
    ...listSklearn(),
  ]
  const chosen = models.filter(({ name }) => packaged.includes(name))
  const packages = await Promise.all(chosen.map(toPackage))
  return [...models, ...packages, await aPackageOfOtherOps(), await aPackageOfAGraph()]
}

function listLightgbm(): readonly Base[] {
  const folder = new URL('lightgbm/models/', fixtures)
  const files = readdirSync(folder).filter((file) => file.endsWith('.txt'))
  return files.sort().map((file) => {
    const text = readFileSync(new URL(file, folder), 'latin1')
    const classes = Number(/^num_tree_per_iteration=(\d+)$/m.exec(text)?.[1] ?? 1)
    const bytes = Buffer.from(firstTrees(text, 2 * classes), 'latin1')
    return { name: file.replace(/\.txt$/, ''), format: 'lightgbm', bytes }
  })
}

/** Those that are small: a large one takes long and shows no more. */
function listXgboost(): readonly Base[] {
  const folder = new URL('xgboost/models/', fixtures)
  const files = readdirSync(folder).filter((file) => /\.(json|ubj)$/.test(file))
  return files.sort().flatMap((file) => {
    const bytes = readFileSync(new URL(file, folder))
    return bytes.length > mostXgboostBytes ? [] : [{ name: file, format: 'xgboost', bytes }]
  })
}

/** Sorted, as mutants of them are written; those of the second folder read texts. */
function listSklearn(): readonly Base[] {
  return ['sklearn', 'sklearn-text'].flatMap((kind) => {
    const folder = new URL(`${kind}/models/`, fixtures)
    const files = readdirSync(folder).filter((file) => file.endsWith('.zip'))
    return files.sort().flatMap((file) => {
      const bytes = writeStoredZip(readStoredZip(readFileSync(new URL(file, folder))))
      const name = `${kind}/${file}`
      return bytes.length > mostSklearnBytes ? [] : [{ name, format: 'sklearn' as const, bytes }]
    })
  })
}

/** Without the many settings of training, which no answer depends on; of those that are read. */
function listCatboost(): readonly Base[] {
  const folder = new URL('catboost/models/', fixtures)
  const files = readdirSync(folder).filter((file) => /^(?!refused).*\.json$/.test(file))
  return files.sort().flatMap((file) => {
    const { model_info: info, ...model } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    const params = { loss_function: info.params.loss_function }
    const lean = { ...model, model_info: { class_params: info.class_params, params } }
    const bytes = Buffer.from(JSON.stringify(lean))
    return bytes.length > mostCatboostBytes ? [] : [{ name: file, format: 'catboost', bytes }]
  })
}

/** Small ones that are read; those that only a runtime could run are refused before much is looked at. */
function listOnnx(): readonly Base[] {
  const folder = new URL('onnx/models/', fixtures)
  const files = readdirSync(folder).filter((file) => file.endsWith('.onnx'))
  return files.sort().flatMap((file) => {
    const bytes = readFileSync(new URL(file, folder))
    const isOpaque = judgeOnnx(readOnnxModel(bytes)).kind === 'opaque'
    return bytes.length > mostOnnxBytes || isOpaque ? [] : [{ name: file, format: 'onnx', bytes }]
  })
}

function toPackage({ name, bytes }: Base): Promise<Base> {
  const { format, notes: _, ...model } = importModel(bytes)
  return packed(name, { ...model, source: { format } })
}

function aPackageOfOtherOps(): Promise<Base> {
  const origin = { source: { format: 'test' }, importer: { name: 'test', version: 1 } }
  return packed('logistic', { ...aLogisticModel(), ...origin })
}

/** Its answers are nobody's: only an engine could tell. */
async function aPackageOfAGraph(): Promise<Base> {
  const bytes = readFileSync(new URL('onnx-graph/tokens.onnx', fixtures))
  const { notes: _, format, ...graph } = importGraph(bytes)
  const { kinds, ...drawn } = drawGraphRows(graph.contract)
  const rows = { ...drawn, kinds, expected: kinds.map(() => 'engine' as const), engine: 'none' }
  const raw = new Float64Array(kinds.length)
  const verification = { ...rows, rawWidth: 1, raw }
  const pkg = await buildPackage({ ...graph, source: { format }, verification })
  return { name: 'package of a graph', format: 'package', bytes: packPackage(pkg) }
}

/** With few verification rows, as each mutant replays them. */
async function packed(name: string, ingredients: Ingredients): Promise<Base> {
  const { program, coefficients, contract } = ingredients
  const options = { seed: 1, count: 8 }
  const verification = makeVerificationRows(program, coefficients, contract, options)
  const archive = packPackage(await buildPackage({ ...ingredients, verification }))
  return { name: `package of ${name}`, format: 'package', bytes: archive }
}
