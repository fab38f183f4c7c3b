// A process that answers one ONNX graph, so that whatever becomes of the library is its own end alone.
// Started by name (`@ratchet-ml/server/graph-engine`), never imported.
import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { openOnnxRuntime } from '../adapters/onnxruntime/onnx-runtime.ts'
import { serveGraph } from '../serving/engines/graph/serve-graph.ts'
import { engineThreadsOf } from './config.ts'

// The one that serves goes before this one, and outlives it when memory runs out.
setPriority(5)
try {
  writeFileSync('/proc/self/oom_score_adj', '500')
} catch {
  // Only Linux has such a file.
}

serveGraph(() => openOnnxRuntime({ workingFolder: process.cwd(), threads: engineThreadsOf() }))
