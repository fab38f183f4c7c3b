import { shortened } from '../../../shown.ts'
import { refuseAt } from '../../refuse-at.ts'
import type { OnnxGraph, OnnxModel } from '../types.ts'
import { readGraph } from './read-graph.ts'
import { WireReader } from './wire-reader.ts'

/** IR versions whose initialisers need not be inputs, and all since. */
const irVersions = { least: 3, most: 14 } as const

/**
 * Reads and checks an ONNX file: messages within their bounds, tensors as long as their dimensions
 * say, a graph without cycles whose every value is made.
 *
 * @throws Refusal `model-truncated`, `model-corrupt` or `model-unsupported`, naming the place as a
 * path of protobuf fields
 */
export function readOnnxModel(bytes: Uint8Array): OnnxModel {
  const reader = new WireReader(bytes)
  const opsets = new Map<string, number>()
  const metadata = new Map<string, string>()
  const functions: string[] = []
  const producer = { name: '', version: '' }
  let irVersion = 0
  let graph: OnnxGraph | undefined
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) irVersion = reader.integer(field)
    else if (field.number === 2) producer.name = reader.text(field, 'producer_name')
    else if (field.number === 3) producer.version = reader.text(field, 'producer_version')
    else if (field.number === 7) {
      if (graph !== undefined) throw refuseTwice('graph')
      graph = readGraph(reader.message(field, 'graph'))
    } else if (field.number === 8) readOpset(reader.message(field, 'opset_import'), opsets)
    else if (field.number === 14) readEntry(reader.message(field, 'metadata_props'), metadata)
    else if (field.number === 25) {
      functions.push(readFunctionName(reader.message(field, `functions/${functions.length}`)))
    } else reader.skip(field)
  }
  checkVersion(irVersion)
  if (graph === undefined) throw refuseAt('/graph', { found: 'nothing', expected: 'a graph' })
  return { irVersion, producer, opsets, metadata, functions, graph }
}

function refuseTwice(what: string) {
  return refuseAt(`/${what}`, { found: `${what} a second time`, expected: 'it once' })
}

function readOpset(reader: WireReader, opsets: Map<string, number>): void {
  let [domain, version] = ['', 0]
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) domain = reader.text(field, 'domain')
    else if (field.number === 2) version = reader.integer(field)
    else reader.skip(field)
  }
  const key = domain === 'ai.onnx' ? '' : domain
  const known = opsets.get(key)
  if (known !== undefined && known !== version) {
    const found = `versions ${known} and ${version} of ${shortened(domain) || 'ai.onnx'}`
    throw reader.refuse({ found, expected: 'one version for each domain' })
  }
  opsets.set(key, version)
}

function readEntry(reader: WireReader, into: Map<string, string>): void {
  let [key, value] = ['', '']
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) key = reader.text(field, 'key')
    else if (field.number === 2) value = reader.text(field, 'value')
    else reader.skip(field)
  }
  into.set(key, value)
}

function readFunctionName(reader: WireReader): string {
  let [name, domain] = ['', '']
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field.number === 1) name = reader.text(field, 'name')
    else if (field.number === 10) domain = reader.text(field, 'domain')
    else reader.skip(field)
  }
  return `${domain}.${name}`
}

function checkVersion(irVersion: number): void {
  if (irVersion >= irVersions.least && irVersion <= irVersions.most) return
  const expected = `${irVersions.least} to ${irVersions.most}`
  throw refuseAt('/ir_version', { found: String(irVersion), expected }, 'model-unsupported')
}
