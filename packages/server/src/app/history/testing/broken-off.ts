import type { WorkshopFiles } from '../open-workshop.ts'

const changing: ReadonlySet<string> = new Set([
  ...['commit', 'stage', 'settle', 'unstage', 'publish', 'publishIndex', 'removeIndex', 'remove'],
  ...['sweep', 'discardStaged'],
])

/** Counts what is done to the files, and breaks off before the one of a number. */
export interface BreakingOff {
  readonly wrap: (files: WorkshopFiles) => WorkshopFiles
  /** Operations so far. */
  readonly count: () => number
}

/** @param breakOff called instead of the operation of this number; it must not return */
export function breakingOff(at: number, breakOff: () => never): BreakingOff {
  let count = 0
  const counting = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (object, name, self) => {
        const member = Reflect.get(object, name, self)
        if (typeof member !== 'function' || !changing.has(String(name))) return member
        return (...parameters: unknown[]) => {
          if (count++ === at) breakOff()
          return Reflect.apply(member, object, parameters)
        }
      },
    })
  return {
    wrap: ({ store, segments }) => ({ store: counting(store), segments: counting(segments) }),
    count: () => count,
  }
}
