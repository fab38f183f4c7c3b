// `npm start`: the main job on three million real flights, made of the commands that a user would type.
// A model file and a trained model go into the registry, are judged month by month, one answers, and real
// flights are sent to it. State lives in examples/flights/.ratchet; a second start finds it there.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ratchet, ratchetJson, serveUntilStopped, title } from './steps.ts'

const folder = dirname(fileURLToPath(import.meta.url))
process.chdir(folder)

interface Listed {
  readonly versions: readonly { readonly version: number; readonly format: string }[]
}

title('A model file: LightGBM, trained in Python on January 2001')
await ratchet(['verify', 'model/flights-january.txt'])
await ratchet([
  'push',
  'model/flights-january.txt',
  ...['--name', 'flights', '--trained-on', '2001-01-01..2001-02-01'],
  ...['--purpose', 'Tell at departure whether a flight will arrive more than 15 minutes late.'],
])

title('A second version: logistic regression, trained here on the same January')
const { versions } = (await ratchetJson(['version', 'list', 'flights'])) as Listed
if (versions.some(({ format }) => format !== 'lightgbm-text')) {
  process.stdout.write('It is in the registry from the last start.\n')
} else {
  const january = ['--from', '2001-01-01', '--until', '2001-02-01']
  await ratchet(['train', 'logistic', '--dataset', 'flights', ...january, '--name', 'flights'])
}

title('Are they any good? Both against naive baselines, month by month')
await ratchet(['backtest', 'flights'])

title('Does it know what it must, and would its tests notice if not?')
await ratchet(['test', 'flights', '--mutations', '40', '--seed', '5'])

title('Is it good enough to go out? By what was agreed, and asked in order')
const asked = 'what the example asks of a model'
await ratchet(['requirement', 'agree', 'flights', '--reason', asked])
await ratchet(['check', 'flights@1'])

title('One of them answers')
await ratchet(['promote', 'flights@1', '--reason', 'best in every month that counts'])
await serveUntilStopped(process.env['RATCHET_START_PORT'] ?? '7300')
