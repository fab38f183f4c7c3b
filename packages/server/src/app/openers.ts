import type { PackageFiles } from '@ratchet-ml/scoring'
import {
  mostBytesHanded,
  openHere,
  type PackageOpener,
  ThreadOpener,
  weighPackage,
} from '../serving/engines/package-opener.ts'
import { later } from './later.ts'

/**
 * A thread opens packages while requests are served; before that, and in commands, small ones are
 * opened here, as a thread would have to be started first.
 */
export function composeOpeners(serves: boolean) {
  const threads = new ThreadOpener({ later })
  let isServing = false
  const openerOf = (source: Uint8Array | PackageFiles) => {
    const isHere = !serves || (!isServing && weighPackage(source) <= mostBytesHanded)
    return isHere ? openHere : threads
  }
  const opener: PackageOpener = {
    open: (source, signal) => openerOf(source).open(source, signal),
    check: (archive) => openerOf(archive).check(archive),
    close: () => threads.close(),
  }
  const beginServing = () => {
    isServing = true
  }
  return { opener, beginServing }
}
