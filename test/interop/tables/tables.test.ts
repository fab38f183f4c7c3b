import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findPython, pythonCommands } from '../../support/find-python.ts'
import { runRatchet, temporaryFolder } from '../../support/run-ratchet.ts'

const python = findPython(new URL('./requirements.txt', import.meta.url), pythonCommands())
if (python.kind === 'none') process.stdout.write(`Skipped: ${python.tried.join('; ')}\n`)

const script = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const maker = script('../../../packages/server/src/app/history/testing/make-history.ts')

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
  return stdout
}

test.skipIf(python.kind === 'none')(
  'pandas, pyarrow, polars and DuckDB of Python read the tables of a log as we do',
  async () => {
    if (python.kind === 'none') return
    using folder = temporaryFolder()
    const data = ['--data', folder.path]
    await runRatchet(['model', 'list', ...data], { cwd: folder.path })
    const made = ['--folder', folder.path, '--predictions', '20000']
    run(process.execPath, ['--conditions=ratchet-source', maker, ...made])
    const sql = `SELECT count(*) AS rows, count(DISTINCT day) AS days, sum(feature_f3) AS feature,
        sum(output_probability_1) FILTER (output_label = '1') AS probability, max(event_time) AS last,
        (SELECT sum(value) FROM outcome_history) AS value,
        (SELECT count(DISTINCT outcome_id) FROM outcome_history) AS distinct_ids
      FROM predictions`
    const asked = await runRatchet(['log', 'query', sql, '--format', 'json', ...data], {
      cwd: folder.path,
    })
    const ours = JSON.parse(asked.stdout)
    expect(ours.rows).toBe(20_000)
    const found = JSON.parse(
      run(python.command, [script('./read_tables.py'), join(folder.path, 'history')]),
    )
    expect(Object.keys(found)).toEqual(['pandas', 'pyarrow', 'polars', 'duckdb'])
    for (const [reader, theirs] of Object.entries<Record<string, number | string>>(found)) {
      const { rows, days, value, distinct, last } = theirs
      const counts = { rows: ours.rows, days: ours.days, value: ours.value }
      expect({ rows, days, value, distinct }, reader).toEqual({
        ...{ ...counts, distinct: ours.distinct_ids },
      })
      expect(Date.parse(String(last)), reader).toBe(Date.parse(ours.last))
      expect(theirs['feature'], reader).toBeCloseTo(ours.feature, 6)
      expect(theirs['probability'], reader).toBeCloseTo(ours.probability, 6)
    }
  },
)
