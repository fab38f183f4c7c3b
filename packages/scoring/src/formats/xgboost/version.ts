import { refuseAt } from '../refuse-at.ts'
import type { Section } from './section.ts'

/** Major and minor version of XGBoost. */
export type Version = readonly [major: number, minor: number]

/** The version that wrote the file. @throws Refusal `model-unsupported` outside 1.x to 3.x */
export function readVersion(root: Section): Version {
  const numbers = root.integers('version', { minimum: 0, maximum: 1_000_000 })
  const [major = 0, minor = 0] = numbers
  if (major >= 1 && major <= 3) return [major, minor]
  const found = numbers.length === 0 ? 'no version' : [...numbers.slice(0, 4)].join('.')
  throw refuseAt('/version', { found, expected: '1.x to 3.x' }, 'model-unsupported')
}

/** Whether a version is `since` or newer. */
export function isSince([major, minor]: Version, since: Version): boolean {
  return major > since[0] || (major === since[0] && minor >= since[1])
}
