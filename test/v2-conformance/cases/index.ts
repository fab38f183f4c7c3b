import type { Case, Target } from '../types.ts'
import { extensionCases } from './extensions.ts'
import { healthCases } from './health.ts'
import { inferCases } from './infer.ts'
import { refusalCases } from './refusals.ts'
import { transportCases } from './transport.ts'

/** Every case that a model can be asked. */
export function allCases(target: Target): readonly Case[] {
  return [
    ...healthCases(target),
    ...inferCases(target),
    ...refusalCases(target),
    ...extensionCases(target),
    ...transportCases(target),
  ]
}
