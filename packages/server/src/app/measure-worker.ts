// A process of its own that loads a model and times it, so that nothing else is in its memory or in its
// way. Started by name (`@ratchet-ml/server/measure-worker`), never imported. Its argument is the job, its
// standard input the package's archive, its standard output the reply as JSON.
import { measureModel } from '../evaluation/requirements/measure/measure-model.ts'
import type { MeasureJob } from '../evaluation/requirements/measure/types.ts'
import { startCommandEngine } from './command-engine.ts'

const job = JSON.parse(process.argv[2] ?? '{}') as MeasureJob // written by measure-machine
// Whoever ends this process ends its engine with it.
const { signal } = new AbortController()
const reply = await measureModel(process.stdin, job, (files) => startCommandEngine(files, signal))
process.stdout.write(JSON.stringify(reply))
