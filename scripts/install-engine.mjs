// Installs the library that answers ONNX graphs into tools/onnxruntime, from a lock file of its own. Run by
// `npm run test:interop`; does nothing the second time.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkout, runNpm } from './node24.mjs'

const folder = join(checkout, 'tools', 'onnxruntime')
if (!existsSync(join(folder, 'node_modules', 'onnxruntime-node'))) {
  // Its own script fetches libraries for graphics cards.
  runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder])
}
