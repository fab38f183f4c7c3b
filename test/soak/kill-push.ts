// Kills a push in flight with SIGKILL at printed points, 100 times unless told, and checks that no
// acknowledged version is lost and none is there by half. Run by hand before a release:
//   node --conditions=ratchet-source test/soak/kill-push.ts --rounds 100 --seed 1
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(
  new URL('../../packages/server/src/adapters/testing/soak-push.ts', import.meta.url),
)
const args = ['--conditions=ratchet-source', script, ...process.argv.slice(2)]
const ended = spawnSync(process.execPath, args, { stdio: 'inherit' })
process.exitCode = ended.status ?? 1
