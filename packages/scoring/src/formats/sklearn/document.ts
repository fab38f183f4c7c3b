import { contractShape } from '../../contract/contract-shape.ts'
import { checkShape, type Shape } from '../../contract/shape.ts'
import type { Field, Level, NumericContract, Task } from '../../contract/types.ts'
import { decodeUtf8 } from '../../platform-globals.ts'
import { modelCorrupt } from './refuse.ts'

/** The file of an export that says what it is. It comes first, so that its name tells the format. */
export const documentPath = 'ratchet-export.json'

/** ratchet-export.json, as the exporter writes it (docs/reference/sklearn-export.md). */
export interface ExportDocument {
  readonly ratchetExport: 1
  readonly exporter: number
  /** Versions of the libraries that trained and answered, by name. */
  readonly libraries: Readonly<Record<string, string>>
  /** What the estimator is, part by part, for people. */
  readonly estimators: readonly string[]
  readonly task: Task
  readonly classes?: readonly Level[]
  readonly inputs: readonly Field[]
  readonly numeric: NumericContract
  readonly program: unknown
}

const text: Shape = { kind: 'text', empty: true }
const mostEstimators = 100_000

/** @throws Refusal `model-corrupt` */
export function readDocument(bytes: Uint8Array): ExportDocument {
  const json = parseJson(bytes)
  if (typeof json !== 'object' || json === null) {
    throw modelCorrupt(`${documentPath}#`, 'no object', 'a JSON object')
  }
  const { program, libraries, ...rest } = json as Record<string, unknown>
  checkShape(documentShape(), rest, `${documentPath}#`, 'model-corrupt')
  checkLibraries(libraries)
  // The shape has just been checked, member by member; the program is read by its own parser.
  return { ...rest, libraries, program } as unknown as ExportDocument
}

function parseJson(bytes: Uint8Array): unknown {
  const decoded = decodeUtf8(bytes)
  if (decoded === undefined) {
    throw modelCorrupt(documentPath, 'bytes that are not UTF-8', 'JSON in UTF-8')
  }
  try {
    return JSON.parse(decoded)
  } catch (error) {
    throw modelCorrupt(documentPath, error instanceof Error ? error.message : 'no JSON', 'JSON')
  }
}

/** What the document shares with the contract has the contract's own shape. */
function documentShape(): Shape {
  if (contractShape.kind !== 'object') throw new TypeError('The contract is no object.')
  const { task, inputs, numeric } = contractShape.required
  const { classes } = contractShape.optional
  if (!task || !inputs || !numeric || !classes) throw new TypeError('The contract lacks a member.')
  const estimators: Shape = { kind: 'list', of: text, minimum: 1, maximum: mostEstimators }
  return {
    kind: 'object',
    required: {
      ratchetExport: { kind: 'choice', of: [1] },
      exporter: { kind: 'integer', minimum: 1, maximum: 1_000_000 },
      ...{ estimators, task, inputs, numeric },
    },
    optional: { classes },
  }
}

function checkLibraries(libraries: unknown): void {
  const place = `${documentPath}#/libraries`
  if (typeof libraries !== 'object' || libraries === null || Array.isArray(libraries)) {
    throw modelCorrupt(place, 'no object', 'versions by name')
  }
  for (const version of Object.values(libraries)) checkShape(text, version, place, 'model-corrupt')
}
