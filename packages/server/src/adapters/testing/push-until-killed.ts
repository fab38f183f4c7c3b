import { writeSync } from 'node:fs'
import { packPackage } from '@ratchet-ml/scoring'
import { systemClock } from '../../platform/clock.ts'
import { createLogger } from '../../platform/logger.ts'
import { smallPackage } from '../../registry/testing/small-package.ts'
import { openRegistry } from './open-registry.ts'

/**
 * A process of its own: pushes packages into a data folder, one after the other, prints a line for
 * each debug point and for each push that was acknowledged, and kills itself with SIGKILL right after
 * printing a given number of points. Arguments: folder, first package, points.
 */
const [path = '', first = '0', points = '1'] = process.argv.slice(2)
let printed = 0

const stream = {
  write: (line: string) => {
    printed += 1
    writeSync(1, `point ${printed} ${JSON.parse(line).msg}\n`)
    if (printed === Number(points)) process.kill(process.pid, 'SIGKILL')
  },
}

const logger = createLogger({ stream, clock: systemClock, level: 'debug' })
const { registry } = openRegistry(path, logger)
for (let n = Number(first); ; n++) {
  const archive = packPackage(await smallPackage(n))
  const details = { provenance: { source: `package ${n}` } }
  const { version } = await registry.push('m', archive, details, { actor: 'ratchet', reason: '' })
  writeSync(1, `acknowledged ${version.version} ${version.digest}\n`)
}
