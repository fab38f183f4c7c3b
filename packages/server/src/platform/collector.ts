import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collector: NodeJS.GCFunction | undefined

/**
 * Has V8 collect the young garbage of this thread now, which takes a fraction of a millisecond. Worth it where
 * little of that stands on V8's heap and much outside of it: V8 would be in no hurry.
 */
export function collectYoung(): void {
  collector ??= findCollector()
  collector({ type: 'minor' })
}

/** V8 shows its collector to contexts that are made while this flag is set. */
function findCollector(): NodeJS.GCFunction {
  setFlagsFromString('--expose-gc')
  const found = runInNewContext('gc') as NodeJS.GCFunction // its name, and nothing of a caller
  setFlagsFromString('--no-expose-gc')
  return found
}
