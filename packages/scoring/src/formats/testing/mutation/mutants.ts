import { createRandom, type Random } from '@ratchet-ml/stats'
import type { Base } from './bases.ts'
import { chance, oneOf } from './boundary-numbers.ts'
import { mutateBytes } from './mutate-bytes.ts'
import { mutateExport, mutateExportBytes } from './mutate-export.ts'
import { jsonText, mutateJson } from './mutate-json.ts'
import { mutateLightgbm } from './mutate-lightgbm.ts'
import { mutateOnnx } from './mutate-onnx.ts'
import { mutatePackage, mutatePartBytes } from './mutate-package.ts'
import { mutateXgboost } from './mutate-xgboost.ts'

/** A damaged model file, and how it was made. */
export interface Mutant {
  readonly base: Base
  readonly kind: 'bytes' | 'structure'
  readonly how: string
  readonly bytes: Uint8Array
}

type Changed = Pick<Mutant, 'bytes' | 'how'>

/** One of these stands before a file that is not the file it says it is. */
const magics: readonly string[] = [
  ...['8004', '789c', '1f8b08', '425a68', '504b0304', '43424d31', '7b4c', '08081207', '626e'],
  ...[Buffer.from('{"learner":{}}').toString('hex'), Buffer.from('<PMML>').toString('hex')],
  ...[
    Buffer.from('{"tree_info":[]}').toString('hex'),
    Buffer.from('ccopy_reg\nf\n').toString('hex'),
  ],
]
const magicShare = 0.01
/** Importers have more code behind them than the package reader, and meet more strangers. */
const formats: readonly { readonly format: Base['format']; readonly weight: number }[] = [
  { format: 'lightgbm', weight: 4 },
  { format: 'xgboost', weight: 4 },
  { format: 'sklearn', weight: 2 },
  { format: 'catboost', weight: 3 },
  { format: 'onnx', weight: 3 },
  { format: 'package', weight: 1 },
]

const structural: Readonly<Record<Base['format'], (base: Base, random: Random) => Changed>> = {
  lightgbm: ({ bytes }, random) => {
    const { text, how } = mutateLightgbm(Buffer.from(bytes).toString('latin1'), random)
    return { bytes: Buffer.from(text, 'latin1'), how }
  },
  xgboost: ({ bytes }, random) => mutateXgboost(bytes, random),
  sklearn: ({ bytes }, random) => mutateExport(bytes, random),
  catboost: ({ bytes }, random) => {
    const root: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    const how = mutateJson(root, random)
    return { bytes: Buffer.from(jsonText(root)), how }
  },
  onnx: ({ bytes }, random) => mutateOnnx(bytes, random),
  package: ({ bytes }, random) => mutatePackage(bytes, random),
}

/** Makes the mutants of a seed by their number: the same ones in any order, on any machine. */
export function mutantsOf(seed: number, bases: readonly Base[]): (index: number) => Mutant {
  // Each format of the list as often as its weight says.
  const byFormat = formats.flatMap(({ format, weight }) => {
    const some = bases.filter((base) => base.format === format)
    return some.length === 0 ? [] : Array.from({ length: weight }, () => some)
  })
  return (index) => {
    const random = createRandom(seed * 2 ** 31 + index)
    const base = oneOf(random, oneOf(random, byFormat))
    const kind = index % 2 === 0 ? 'bytes' : 'structure'
    return { base, kind, ...change(base, kind, bases, random) }
  }
}

function change(base: Base, kind: Mutant['kind'], bases: readonly Base[], random: Random): Changed {
  if (chance(random, magicShare)) {
    const head = Buffer.from(oneOf(random, magics), 'hex')
    return { bytes: Buffer.concat([head, base.bytes]), how: 'start of another format' }
  }
  if (kind === 'structure') return structural[base.format](base, random)
  const other = oneOf(random, bases).bytes
  // Behind an archive's checksums no blind change would ever be met.
  const isBehind = chance(random, 0.8)
  if (base.format === 'package' && isBehind) return mutatePartBytes(base.bytes, other, random)
  if (base.format === 'sklearn' && isBehind) return mutateExportBytes(base.bytes, other, random)
  return mutateBytes(base.bytes, other, random)
}
