import { latin1 } from './latin1.ts'

/** What a file is, by its first bytes. */
export type ModelFormat =
  | 'lightgbm-text'
  | 'ratchet-package'
  | 'scikit-learn'
  | 'pickle'
  | 'compressed'
  | 'xgboost'
  | 'xgboost-binary'
  | 'catboost'
  | 'catboost-binary'
  | 'onnx'
  | 'pmml'
  | 'lightgbm-json'
  | 'unknown'

/** Whether a file's start, one character a byte, looks like the format. */
type Test = (head: string) => boolean

const headBytes = 4096

/** In this order; the first that matches decides. */
const tests: readonly (readonly [ModelFormat, Test])[] = [
  ['lightgbm-text', matching(/^tree\r?\n/)],
  // The first file of the archive, as it was written or sorted, has a name that no package has.
  ['scikit-learn', matching(/^PK[\s\S]{28}(?:ratchet-export\.json|answers\.safetensors)/)],
  ['ratchet-package', startingWith('504b0304')],
  // Pickle protocols 2 to 5, then joblib's zlib container.
  ['pickle', startingWith('8002', '8003', '8004', '8005', '7801', '785e', '789c', '78da')],
  // How the text protocols of pickle name a class.
  ['pickle', matching(/^c[\w.]+\n[\w.]+\n/)],
  // gzip, bzip2, xz, LZMA, LZ4, Zstandard.
  ['compressed', startingWith('1f8b', '425a68', 'fd377a585a', '5d0000', '04224d18', '28b52ffd')],
  ['catboost-binary', matching(/^CBM1/)],
  ['catboost', matching(/^\s*\{[\s\S]*"(?:oblivious_trees|features_info|ctr_data)"/)],
  ['xgboost', matching(/^(?:\{L|\s*\{[\s\S]*"learner")/)],
  ['xgboost-binary', matching(/^(?:binf|bs64)/)],
  ['lightgbm-json', matching(/^\s*\{[\s\S]*"(?:tree_info|num_tree_per_iteration)"/)],
  ['pmml', matching(/^[^<]{0,64}<[\s\S]*PMML\b/)],
  ['onnx', looksLikeOnnx],
]

/** Recognises a file without reading past its first bytes. */
export function detectFormat(bytes: Uint8Array): ModelFormat {
  const head = latin1(bytes, 0, Math.min(bytes.length, headBytes))
  return tests.find(([, test]) => test(head))?.[0] ?? 'unknown'
}

function matching(pattern: RegExp): Test {
  return (head) => pattern.test(head)
}

function startingWith(...prefixes: readonly string[]): Test {
  return (head) => prefixes.some((prefix) => hexOf(head.slice(0, prefix.length / 2)) === prefix)
}

function hexOf(head: string): string {
  return [...head].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

/** Field 1, ir_version, a small number; then another field of ModelProto. */
function looksLikeOnnx(head: string): boolean {
  const [tag, version, next] = [...head.slice(0, 3)].map((byte) => byte.charCodeAt(0))
  const otherFields = [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42]
  return tag === 8 && version !== undefined && version < 32 && otherFields.includes(next ?? 0)
}
