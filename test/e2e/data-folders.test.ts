import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runRatchet, temporaryFolder } from '../support/run-ratchet.ts'

const fixtures = fileURLToPath(new URL('../fixtures/data-folders', import.meta.url))
const releases = readdirSync(fixtures)

/** What a release said of its own data folder (scripts/make-data-folder-fixture.ts). */
interface Expected {
  readonly rows: string
  readonly champion: string
  readonly standby: string
  readonly routes: { readonly routes: readonly object[] }
  readonly aliases: { readonly aliases: readonly object[] }
  readonly models: { readonly models: readonly object[] }
  readonly ledger: { readonly head: { readonly seq: number; readonly hash: string } }
}

test('there is a data folder of at least one release', () => {
  expect(releases).toContain('0.1.0')
})

test.each(releases)(
  'the data folder of release %s opens, and says what it said',
  async (release) => {
    using folder = temporaryFolder()
    const data = join(folder.path, 'data')
    cpSync(join(fixtures, release, 'data'), data, { recursive: true })
    const expected = JSON.parse(
      readFileSync(join(fixtures, release, 'expected.json'), 'utf8'),
    ) as Expected
    const run = async (args: readonly string[], input = '') => {
      const ran = await runRatchet(args, { cwd: folder.path, env: { RATCHET_DATA: data }, input })
      expect(ran.status, ran.stderr).toBe(0)
      return ran.stdout
    }
    const { seq, hash } = expected.ledger.head
    await run(['ledger', 'verify', '--head', `${seq}:${hash}`])
    expect(await run(['predict', 'churn@champion', '--raw'], expected.rows)).toBe(expected.champion)
    expect(await run(['predict', 'churn@standby', '--raw'], expected.rows)).toBe(expected.standby)
    expect(JSON.parse(await run(['route', 'list', 'churn', '--json']))).toMatchObject(
      expected.routes,
    )
    expect(JSON.parse(await run(['alias', 'list', 'churn', '--json']))).toMatchObject(
      expected.aliases,
    )
    expect(JSON.parse(await run(['model', 'list', '--json']))).toMatchObject(expected.models)
    // It goes on from there.
    await run(['rollback', 'churn', '--reason', 'again'])
    await run(['ledger', 'verify', '--head', `${seq}:${hash}`])
  },
)
