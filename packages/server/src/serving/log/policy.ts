import { type Contract, elementNames, type Field, placeTensors } from '@ratchet-ml/scoring'
import type { LogColumn, LogSettings } from './types.ts'

/** What becomes of a field's values. */
export type Treatment = 'plain' | 'hash' | 'leave-out'

/**
 * How a field is recorded: as the settings name it; a personal field that they do not name is hashed
 * when it is the unit, and left out otherwise. Times order the records, carried fields pass through:
 * neither is a column.
 */
function treatmentOf(field: Field, settings: LogSettings): Treatment {
  if (settings.redact.includes(field.name)) return 'leave-out'
  if (settings.hash.includes(field.name)) return 'hash'
  if (field.personal !== true) return 'plain'
  return field.role === 'unit' ? 'hash' : 'leave-out'
}

/** What becomes of an endpoint's units; where it has none, or records nothing, they are left out. */
export function unitTreatment(contract: Contract, settings: LogSettings): Treatment {
  const unit = contract.inputs.find(({ role }) => role === 'unit')
  if (unit === undefined || settings.durability === 'off') return 'leave-out'
  return treatmentOf(unit, settings)
}

/** Tensors of more numbers are not recorded: tables of so many columns are made in minutes. */
const mostElements = 1000

/** The columns of a contract's records in the order they are stored, and the fields and tensors left out. */
export function planColumns(
  contract: Contract,
  settings: LogSettings,
): { readonly columns: readonly LogColumn[]; readonly leftOut: readonly string[] } {
  const tensors = leftOutTensors(contract, settings)
  const inputs = contract.inputs.filter(
    ({ role, name }) => role !== 'time' && role !== 'carried' && !tensors.elements.has(name),
  )
  const columns: LogColumn[] = []
  const leftOut = [...tensors.names]
  for (const field of inputs) {
    const treatment = treatmentOf(field, settings)
    if (treatment === 'leave-out') leftOut.push(field.name)
    else columns.push(inputColumn(field, treatment))
  }
  return { columns: [...columns, ...outputColumns(contract)], leftOut }
}

/** Those that are too large, and those that the settings name. */
function leftOutTensors(contract: Contract, { redact }: LogSettings) {
  const tensors = placeTensors(contract).filter(
    ({ name, count }) => count > mostElements || redact.includes(name),
  )
  return {
    names: tensors.map(({ name }) => name),
    elements: new Set(tensors.flatMap(elementNames)),
  }
}

/** Fields that the settings name and the contract does not have: a slip that could leak a value. */
export function unknownFields(
  { inputs, tensors = [] }: Contract,
  { redact, hash }: LogSettings,
): readonly string[] {
  const known = new Set(inputs.map(({ name }) => name))
  const leftOut = new Set([...known, ...tensors.map(({ name }) => name)])
  return [
    ...redact.filter((name) => !leftOut.has(name)),
    ...hash.filter((name) => !known.has(name)),
  ]
}

/**
 * Whether an answered request is recorded: its id is hashed, so that the same requests are chosen
 * whenever and wherever it is asked (FNV-1a of 32 bits, finished as MurmurHash3 does).
 *
 * @param share of the requests, in (0, 1]
 */
export function isSampled(requestId: string, share: number, seed: number): boolean {
  if (share >= 1) return true
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (let i = 0; i < requestId.length; i++) {
    hash = Math.imul(hash ^ requestId.charCodeAt(i), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < share
}

function inputColumn(field: Field, treatment: Treatment): LogColumn {
  const { name, type, role, levels } = field
  const group = role === 'unit' || role === 'segment' ? role : 'feature'
  const ofFeature = type === 'text' ? 'longText' : 'f64'
  const plain = group === 'feature' ? ofFeature : 'text'
  return {
    ...{ name, group, type, width: 1 },
    storage: treatment === 'hash' ? 'hash' : plain,
    ...(levels === undefined || treatment === 'hash' ? {} : { levels }),
  }
}

function outputColumns(contract: Contract): readonly LogColumn[] {
  return contract.outputs.map(({ name, type, width }) => ({
    ...{ name, group: 'output', storage: 'f64', type, width },
    ...(name === 'label' && contract.classes !== undefined ? { levels: contract.classes } : {}),
  }))
}
