// The process of an engine over a library that adds up the numbers of each row.
import { serveGraph } from '../engines/graph/serve-graph.ts'
import { adding } from './adding-runtime.ts'

serveGraph(async () => adding)
