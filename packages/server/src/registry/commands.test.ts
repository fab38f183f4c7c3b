import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { interpret, numberJson, packPackage } from '@ratchet-ml/scoring'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ledgerCommands } from '../app/ledger/commands.ts'
import { parseProject } from '../platform/project.ts'
import { graphPackage } from '../serving/testing/graph-package.ts'
import { registryCommands } from './commands.ts'
import { describePackage, formatDescription, summariseFields } from './describe-package.ts'
import { aContext, anInput, type TestContext } from './testing/command-context.ts'
import { smallPackage } from './testing/small-package.ts'

const first = await smallPackage(1)
const second = await smallPackage(2)

let folder: string
let context: TestContext

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ratchet-commands-'))
  context = aContext(folder)
  writeFileSync(join(folder, 'first.ratchet'), packPackage(first))
  writeFileSync(join(folder, 'second.ratchet'), packPackage(second))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

async function run(name: string, ...input: Parameters<typeof anInput>) {
  const command = [...registryCommands, ...ledgerCommands].find((one) => one.name === name)
  if (command === undefined) throw new RangeError(`no command ${name}`)
  const code = await command.run(context, anInput(...input))
  const { human = '', data } = context.printed.at(-1) ?? {}
  return { code, human, data }
}

test('imports to a folder and to an archive that are the same package', async () => {
  await run('import', ['first.ratchet'], { output: 'package' })
  await run('import', ['package'], { output: 'again.ratchet' })
  expect(readdirSync(join(folder, 'package')).sort()).toEqual([...first.files.keys()].sort())
  expect(readFileSync(join(folder, 'again.ratchet')).equals(packPackage(first))).toBe(true)
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('replaces nothing that is there unless it is told to', async () => {
  const importing = run('import', ['first.ratchet'], { output: 'second.ratchet' })
  await expect(importing).rejects.toMatchObject({ code: 'file-exists' })
  await run('import', ['first.ratchet'], { output: 'second.ratchet', force: true })
  expect(readFileSync(join(folder, 'second.ratchet')).equals(packPackage(first))).toBe(true)
  const foreign = run('import', ['first.ratchet'], { output: '.', force: true })
  await expect(foreign).rejects.toMatchObject({ code: 'file-exists' })
})

test('takes the trees up to the best iteration when asked, and of a model file only', async () => {
  const model = new URL(
    '../../../scoring/fixtures/xgboost/models/3.4-stopped.json',
    import.meta.url,
  )
  writeFileSync(join(folder, 'model.json'), readFileSync(model))
  const splits = async (flags: Record<string, boolean>) => {
    await run('import', ['model.json'], { output: 'out.ratchet', force: true, ...flags })
    const { human } = await run('inspect', ['out.ratchet'])
    return Number(/adds (\d+) trees/.exec(human)?.[1])
  }
  const all = await splits({})
  expect(context.notes.join()).toContain('--best-iteration')
  expect(await splits({ 'best-iteration': true })).toBeLessThan(all)
  const ofPackage = run('import', ['first.ratchet'], { 'best-iteration': true, force: true })
  await expect(ofPackage).rejects.toMatchObject({ code: 'model-unsupported' })
})

test('no ONNX file has a best iteration, even where an engine is to answer it', async () => {
  const graph = new URL('../../../scoring/fixtures/onnx-graph/dense.onnx', import.meta.url)
  writeFileSync(join(folder, 'dense.onnx'), readFileSync(graph))
  const importing = run('import', ['dense.onnx'], { opaque: true, 'best-iteration': true })
  await expect(importing).rejects.toMatchObject({ code: 'model-unsupported' })
})

test('says what a package is', async () => {
  const { human, data } = await run('inspect', ['first.ratchet'])
  expect(human).toContain('first: regression model from test')
  expect(human).toContain('weighs and adds: 1 weight, 1 target')
  expect(data).toMatchObject({ digest: first.digest, fields: [{ name: 'x' }], notes: [] })
})

test('counts a tensor as one input, whatever numbers it has', async () => {
  const pkg = await graphPackage()
  const opened = { package: pkg, name: 'graph', format: 'onnx', notes: [] }
  expect(formatDescription(describePackage(opened))).toContain('\n1 field and 1 tensor\n')
  expect(summariseFields(pkg.contract)).toMatch(/^1 feature, .*, and 1 tensor of 2 numbers$/)
})

test('verifies by both engines, and counts the rows by kind', async () => {
  const { human, data } = await run('verify', ['first.ratchet'])
  expect(human).toMatch(/^sha256:[0-9a-f]{64}: 5 parts, [\d,]+ bytes, all digests agree/)
  expect(data).toMatchObject({
    outcome: 'verified',
    engines: { reference: { mismatches: 0 }, kernels: { mismatches: 0, largestUlp: 0 } },
  })
})

test('writes the verification rows, and takes the answers of the source library to them', async () => {
  const { data } = await run('verify', ['first.ratchet'], { 'rows-to': 'rows.ndjson' })
  expect(data).toMatchObject({ written: { leftOut: 0 } })
  const again = run('verify', ['first.ratchet'], { 'rows-to': 'rows.ndjson' })
  await expect(again).rejects.toMatchObject({ code: 'file-exists' })
  const lines = readFileSync(join(folder, 'rows.ndjson'), 'utf8').trimEnd().split('\n')
  const { program, coefficients } = first
  const rowsWith = (margin: (x: number) => number) =>
    lines.map((line) => {
      const x = Number(JSON.parse(line).inputs.x ?? Number.NaN)
      return `${line.slice(0, -1)},"raw":${numberJson(margin(x))}}\n`
    })
  const ours = (x: number) =>
    interpret(program, coefficients, Float64Array.of(x)).get(program.outputs['raw'] ?? '')?.[0] ?? 0
  writeFileSync(join(folder, 'expected.ndjson'), rowsWith(ours).join(''))
  const options = { output: 'proven.ratchet', expected: 'expected.ndjson' }
  const { human } = await run('import', ['first.ratchet'], options)
  expect(human).toContain(`All ${lines.length} answers of the source library agree`)
  expect((await run('verify', ['proven.ratchet'])).human).toContain(
    'answered by the source library',
  )
  writeFileSync(join(folder, 'expected.ndjson'), rowsWith((x) => ours(x) + 1).join(''))
  const refused = run('import', ['first.ratchet'], { ...options, output: 'other.ratchet' })
  await expect(refused).rejects.toMatchObject({ code: 'verification-failed' })
  expect(readdirSync(folder)).not.toContain('other.ratchet')
})

test('makes verification rows of a sample, none of which is one of its rows', async () => {
  writeFileSync(join(folder, 'sample.csv'), 'x\n1\n2\n3\n')
  await run('import', ['first.ratchet'], { output: 'sampled.ratchet', sample: 'sample.csv' })
  expect((await run('verify', ['sampled.ratchet'])).human).toMatch(/shuffled +reference +64/)
})

test('pushes a file, lists it, labels it and opens it by the label', async () => {
  const trainedOn = { 'trained-on': '2001-01..2001-02' }
  await run('push', ['first.ratchet'], { name: 'flights', ...trainedOn })
  const pushed = await run('push', ['second.ratchet'], { name: 'flights' })
  expect(pushed.human).toBe(`Pushed flights@2\n${second.digest}`)
  expect((await run('push', ['second.ratchet'], { name: 'flights' })).human).toBe(
    `Nothing new: these bytes are flights@2\n${second.digest}`,
  )
  await run('alias set', ['flights', 'best', '1'])
  expect((await run('model list', [])).human).toContain('flights         2  flights@2')
  const { human } = await run('version list', ['flights'])
  expect(human).toContain('2001-01-01..2001-02-01')
  expect(human).toContain('best')
  expect((await run('inspect', ['flights@best'])).data).toMatchObject({ digest: first.digest })
})

test('keeps what is known of a version that is pushed on to another model', async () => {
  await run('push', ['first.ratchet'], { name: 'flights', 'trained-on': '2001-01..2001-02' })
  const { data } = await run('push', ['flights@1'], { name: 'trains' })
  expect(data).toMatchObject({
    version: { model: 'trains', provenance: { source: 'flights@1', trainedOn: {} } },
  })
})

test('what was said of the training is told, and said anew it takes the place of what was said', async () => {
  await run('push', ['first.ratchet'], { name: 'flights', 'trained-on': 'elsewhere' })
  expect((await run('version list', ['flights'])).human).toContain('elsewhere')
  const other = { name: 'flights', 'trained-on': '2001-01..2001-02' }
  expect((await run('push', ['first.ratchet'], other)).human).toContain(
    'these bytes are flights@1, trained on 2001-01-01..2001-02-01',
  )
  await run('push', ['first.ratchet'], { name: 'flights', 'trained-on': 'elsewhere' })
  const again = { name: 'trains', 'trained-on': '2001-01..2001-02', zone: 'Europe/Paris' }
  const { data } = await run('push', ['flights@1'], again)
  const from = '2000-12-31T23:00:00.000000Z'
  expect(data).toMatchObject({ version: { provenance: { trainedOn: { from } } } })
  expect(data).not.toMatchObject({ version: { provenance: { elsewhere: true } } })
})

test('moves an alias only from the version that was expected', async () => {
  await run('push', ['first.ratchet'], { name: 'flights' })
  await run('push', ['second.ratchet'], { name: 'flights' })
  await run('alias set', ['flights', 'best', '1'], { expected: 0 })
  await expect(run('alias set', ['flights', 'best', '2'], { expected: 2 })).rejects.toThrow(
    'flights@best holds version 1; the request expected version 2.',
  )
})

test.each([
  ['nowhere.txt', 'file-not-found', 'There is no file'],
  ['flights', 'file-not-found', 'There is no file'],
  ['flights@1', 'model-not-found', 'There is no model "flights"'],
  ['empty', 'model-format-unknown', 'empty, byte 0: found an empty file'],
  ['pickled.pkl', 'model-pickle', 'found a Python pickle'],
  ['.', 'package-corrupt', 'is a folder without manifest.json'],
])('says why it does not open %s', async (source, code, message) => {
  writeFileSync(join(folder, 'empty'), '')
  writeFileSync(join(folder, 'pickled.pkl'), new Uint8Array([0x80, 4, 0x95, 0]))
  const thrown: unknown = await run('inspect', [source]).catch((error: unknown) => error)
  const body = thrown instanceof Error && 'body' in thrown ? thrown.body : thrown
  expect(body).toMatchObject({ code })
  expect(thrown).toMatchObject({ message: expect.stringContaining(message) })
})

test('asks for a model, and for a name that can be one', async () => {
  await expect(run('push', ['first.ratchet'])).rejects.toMatchObject({ code: 'usage' })
  await expect(run('push', ['first.ratchet'], { name: 'a b' })).rejects.toMatchObject({
    code: 'name-invalid',
  })
})

test('pushes as the model that ratchet.yaml declares with this source', async () => {
  const file = join(folder, 'ratchet.yaml')
  const model = { purpose: 'tell', owner: 'ada', source: 'first.ratchet' }
  const config = parseProject(JSON.stringify({ ratchet: 1, models: { trees: model } }), file)
  context = { ...context, project: async () => ({ file, folder, config }) }
  expect((await run('push', ['first.ratchet'])).data).toMatchObject({ version: { model: 'trees' } })
  expect((await run('push', [])).data).toMatchObject({ outcome: 'exists' })
  await expect(run('push', ['second.ratchet'])).rejects.toMatchObject({ code: 'usage' })
})

test('names the file that was probably meant', async () => {
  await expect(run('inspect', ['frist.ratchet'])).rejects.toMatchObject({
    hint: 'Did you mean first.ratchet?',
  })
  await expect(run('inspect', [join(folder, 'frist.ratchet')])).rejects.toMatchObject({
    hint: `Did you mean ${join(folder, 'first.ratchet')}?`,
  })
})

test('verifies the ledger, and against a head that was noted', async () => {
  await run('push', ['first.ratchet'], { name: 'flights' })
  const { code, human } = await run('ledger verify', [])
  expect(code).toBe(0)
  const head = /head (\d+:[0-9a-f]{64})$/.exec(human)?.[1] ?? ''
  await run('push', ['second.ratchet'], { name: 'flights' })
  expect((await run('ledger verify', [], { head })).code).toBe(0)
  const other = `1:${'0'.repeat(64)}`
  expect((await run('ledger verify', [], { head: other })).code).toBe(1)
  await expect(run('ledger verify', [], { head: '3' })).rejects.toMatchObject({ code: 'usage' })
})
