// Makes the data folder that this release leaves behind, for test/e2e/data-folders.test.ts to open in every
// later release. Run once, when a release is made; folders of releases are never made anew:
//   node --conditions=ratchet-source scripts/make-data-folder-fixture.ts
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('..', import.meta.url))
const program = join(checkout, 'packages/server/bin/ratchet.mjs')
const models = join(checkout, 'packages/scoring/fixtures/lightgbm/models')
const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
  version: string
}
const folder = join(checkout, 'test/fixtures/data-folders', version)
const data = join(folder, 'data')
if (existsSync(folder)) throw new Error(`${folder} is there already.`)

const rows = [
  '{}\n',
  '{"Column_0":0.5,"Column_1":-1,"Column_2":2}\n',
  '{"Column_0":-3,"Column_1":null,"Column_2":"NaN","Column_3":1e300}\n',
].join('')

ratchet(['push', 'binary.txt', '--name', 'churn', '--reason', 'the first'])
ratchet(['push', 'binary-alpha.txt', '--name', 'churn', '--reason', 'a challenger'])
ratchet(['push', 'categories.txt', '--name', 'prices', '--owner', 'ada'])
for (const model of ['churn', 'prices']) {
  ratchet(['requirement', 'agree', model, '--none', '--reason', 'a fixture'])
}
ratchet(['promote', 'churn@1', '--reason', 'the first'])
ratchet(['promote', 'churn@2', '--reason', 'better'])
ratchet(['rollback', 'churn', '--reason', 'it was not'])
ratchet(['promote', 'churn@2', '--reason', 'it was, after all'])
ratchet(['promote', 'prices@1', '--reason', 'the only one'])
ratchet(['alias', 'set', 'churn', 'reviewed', '1'])
ratchet(['alias', 'set', 'churn', 'reviewed', '2'])
const expected = {
  rows,
  champion: ratchet(['predict', 'churn@champion', '--raw'], rows),
  standby: ratchet(['predict', 'churn@standby', '--raw'], rows),
  routes: JSON.parse(ratchet(['route', 'list', 'churn', '--json'])),
  aliases: JSON.parse(ratchet(['alias', 'list', 'churn', '--json'])),
  models: JSON.parse(ratchet(['model', 'list', '--json'])),
  ledger: JSON.parse(ratchet(['ledger', 'verify', '--json'])),
}
writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`)
for (const name of readdirSync(data)) if (/^lock\.db|\.sock$/.test(name)) rmSync(join(data, name))

function ratchet(args: readonly string[], input = ''): string {
  const flags = ['--conditions=ratchet-source', '--disable-warning=ExperimentalWarning']
  const ran = spawnSync(process.execPath, [...flags, program, ...args], {
    input,
    cwd: models, // what is recorded of a source is the path that was given
    encoding: 'utf8',
    env: { ...process.env, RATCHET_DATA: data, USER: 'ada', LOGNAME: 'ada' },
  })
  if (ran.status !== 0) throw new Error(`${args.join(' ')}: ${ran.stderr}`)
  return ran.stdout
}
