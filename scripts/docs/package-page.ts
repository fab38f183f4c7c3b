import { contractShape, manifestShape, type Shape, toJsonSchema } from '@ratchet-ml/scoring'
import { generated, table } from './markdown.ts'

const parts = [
  [
    '`manifest.json`',
    'where the model comes from, what read it, and every other part with its size and SHA-256',
  ],
  ['`program.json`', 'the program: a small graph of typed, versioned ops'],
  ['`coefficients.safetensors`', 'the coefficients that the program names, as typed arrays'],
  [
    '`contract.json`',
    'the contract: inputs, outputs, and how closely the source library is reproduced',
  ],
  [
    '`verification.json`',
    'what the verification rows are: `expected`, `featureCount`, `kinds`, `rawWidth`; where both occur, `expectedOf` of each row',
  ],
  [
    '`verification.safetensors`',
    'their numbers: tensor `rows`, the encoded rows; `raw`, their margins; `probability` or `value`, their answers after the link',
  ],
  [
    '`graph.onnx`',
    'the ONNX file that an engine answers, where the program has the step `onnxGraph@1`',
  ],
]

const kinds = [
  ['`boundary`', 'values on the thresholds of the trees and on the doubles beside them'],
  ['`missing`', 'all features missing at once, then one after another'],
  ['`unseen`', 'levels that training never saw; infinities, the largest and the smallest doubles'],
  ['`shuffled`', 'a sample of rows shuffled column by column, so that no row of it travels'],
]

/** What a package is made of, with the JSON Schema of its manifest and its contract. */
export function packagePage(): string {
  return generated('Packages', [
    ...layout,
    ...digest,
    ...numbers,
    ...verification,
    ...schemaSection('manifest.json', manifestShape),
    ...schemaSection('contract.json', contractShape),
    'Rules between members come on top: names of inputs, levels and classes are unique and of one',
    'type; `levels` and `unknownLevel` stand on categories, and only there; `range` stands on numbers;',
    '`threshold` stands on binary models; the widths of the outputs follow from the task.',
    '',
  ])
}

const layout = [
  'A package is the bytes of a version. It is a folder of these files, or the same files as one ZIP',
  'archive (`.ratchet`) that any unzip opens:',
  '',
  table(['file', 'what it holds'], parts),
  '',
  'All parts but the last are there, and nothing else is. The archive is stored, not compressed: sorted names, one',
  'fixed date, no extra fields, no comments, so that equal files give equal bytes. JSON parts are in',
  'the canonical form of RFC 8785, in UTF-8.',
  '',
]

const digest = [
  '## The digest',
  '',
  'The digest of a version is `sha256:` and the SHA-256 of the bytes of `manifest.json`, which lists',
  'the SHA-256 of every other part. It covers no time, path, host or person: whoever imports the same',
  'file with the same importer gets the same digest. `sha256sum manifest.json` computes it.',
  '',
  'Every opening checks every digest, the structure of every part and every index within the',
  'coefficients, before anything is scored; what does not agree is refused (`package-corrupt`,',
  '`package-digest-mismatch`). A package of a newer format is refused as `package-newer`.',
  '',
]

const numbers = [
  '## The numbers',
  '',
  'Coefficients and verification rows are in the safetensors format: the length of a header (8 bytes,',
  'little-endian), a JSON header, then the arrays, little-endian and without gaps, the widest types',
  'first. The types are F64, F32, I32, U32 and U8. In Python,',
  '`safetensors.numpy.load_file("coefficients.safetensors")` reads them.',
  '',
]

const verification = [
  '## Verification rows',
  '',
  'Synthetic rows, 128 by default and never rows of real people, with the margins, and the answers that',
  'the link makes of them, that the package must give whenever it is loaded; otherwise it is refused',
  '(`verification-failed`). `expected` says whose answers they are: `reference`, those of the slow,',
  'obvious interpreter, to be given bit for bit; `source`, those of the source library itself, to be',
  'given as closely as the contract says under `numeric`; `engine`, those of the library named under',
  '`engine` to an [ONNX graph](graphs.md), as closely; or `mixed`, and `expectedOf` says it row by row. With `linkedExpected: reference` the source gave margins only. [Verification](verification.md)',
  'tells how answers of the source library get there. Each row has a kind:',
  '',
  table(['kind', 'what it tries'], kinds),
  '',
  'A row is encoded as the model takes it: features in the order of the contract, categories as codes,',
  'missing values as NaN. A model without a link has no third tensor: its answers are its margins.',
  '`label` is not kept, since it follows from `probability`. See [numbers](../explanation/numbers.md).',
  '',
]

function schemaSection(file: string, shape: Shape): readonly string[] {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...toJsonSchema(shape),
  }
  return [
    `## JSON Schema of ${file}`,
    '',
    '```json',
    JSON.stringify(schema, undefined, 2),
    '```',
    '',
  ]
}
