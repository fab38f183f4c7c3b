// Sends 100,000 bodies, half of them valid JSON whose structure was changed, and holds each answer
// against the reference interpreter. Run by hand before a release:
//   node --conditions=ratchet-source test/soak/fuzz-bodies.ts --bodies 100000 --seed 1
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(
  new URL('../../packages/server/src/serving/testing/soak-fuzz.ts', import.meta.url),
)
const args = ['--conditions=ratchet-source', script, ...process.argv.slice(2)]
const ended = spawnSync(process.execPath, args, { stdio: 'inherit' })
process.exitCode = ended.status ?? 1
