// `node --conditions=ratchet-source show.ts`: would it have paid to train anew? Three tables of three ways, and
// what the gates say of them.
// State lives in .ratchet and .cache beside this file; a second run tells what was recorded.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ratchet, ratchetJson, show, title } from '../steps.ts'
import { type Backtested, tableOf } from './table.ts'
import { takeTenth } from './take-tenth.ts'

process.chdir(dirname(fileURLToPath(import.meta.url)))

const online = ['frozen', 'last-month', 'all-history']

async function table(heading: string, dataset: string, recipes: readonly string[]): Promise<void> {
  title(heading)
  const asked = ['backtest', 'late', '--dataset', dataset, '--recipes', recipes.join(',')]
  show(asked)
  const found = (await ratchetJson([...asked, '--record'])) as Backtested
  process.stdout.write(tableOf(found, recipes))
}

await takeTenth()
await table(
  'Every tenth flight: logistic regression, row by row in the order of time',
  'tenth',
  online,
)

title('The gates: worth it only where the log loss is no worse than that of January')
const reason = 'training anew has to be worth it'
await ratchet(['requirement', 'agree', 'late', '--reason', reason])
for (const recipe of ['last-month', 'all-history']) await ratchet(['check', '--recipe', recipe], 1)
const april = ['check', '--recipe', 'all-history', '--partition', '2001-04']
await ratchet(april)
const may = ['check', '--recipe', 'all-history', '--partition', '2001-05']
await ratchet(may, 1)

const exact = online.map((name) => `exact-${name}`)
await table('The same flights and features, fitted exactly', 'tenth', exact)
await table('All flights', 'all', online)
const trees = online.map((name) => `lightgbm-${name}`)
await table('All flights: LightGBM, 20 trees a model, trained in Python', 'all', trees)
