import { ServerProblem } from '@ratchet-ml/client'
import type { Check, GateResult } from '@ratchet-ml/protocol'
import type { Digest } from '@ratchet-ml/scoring'
import type { CommandContext } from '../../platform/cli-kit/types.ts'
import { Problem } from '../../platform/problem.ts'
import { toCheck } from './check-id.ts'
import { backtestGate } from './gates/backtest.ts'
import { championGate } from './gates/champion.ts'
import { requirementsGate } from './gates/requirements.ts'
import { testGate } from './gates/test.ts'
import { verifyGate } from './gates/verify.ts'
import { judgeGates } from './policy.ts'
import { type BacktestBy, backtestOf, backtestOfRecipe, onAnswers } from './run-backtest.ts'
import type { RecipeSubject, Subject } from './subject.ts'
import { type GateName, recipeGates } from './types.ts'

/** Asks every gate in order. One that breaks is an error, and the others are asked all the same. */
export async function runCheck(
  context: CommandContext,
  subject: Subject,
  by: BacktestBy,
): Promise<Check> {
  const gates: GateResult[] = []
  const ask = async (gate: GateName, answer: () => GateResult | Promise<GateResult>) => {
    gates.push(await answered(gate, answer, context.signal))
  }
  const { target, champion, agreed, model, name } = subject
  await ask('verify', () => verifyGate(target.version.package))
  await ask('test', () => testGate(context, subject))
  await ask('requirements', () => requirementsGate(context, subject, target.version.package))
  const needed = await needsBacktest(context, subject)
  // Once for both gates; a failure is told by each.
  const ran = needed ? backtestOf(context, subject, by) : Promise.resolve(undefined)
  await ask('backtest', async () => backtestGate(subject, await ran))
  await ask('champion', async () => championGate(subject, await ran))
  return toCheck({
    ...{ ratchetCheck: 1, model, subject: name, version: target.version.package.digest },
    ...(agreed === undefined ? {} : { specification: agreed.digest }),
    ...(champion === undefined ? {} : { champion: champion.digest }),
    release: (await (await context.client()).status()).release,
    verdict: judgeGates(gates),
    gates,
  })
}

/**
 * Asks the gates of a recipe: its answers are judged, and nothing that only a version has. Its `version` is
 * what the recipe is by its digest.
 *
 * @throws Problem as a back-test does, without which nothing is known of a recipe
 */
export async function checkRecipe(
  context: CommandContext,
  subject: RecipeSubject,
  by: BacktestBy,
): Promise<Check> {
  const { champion, agreed, model, name, recipe } = subject
  const backtested = await backtestOfRecipe(context, subject, by)
  const digest = backtested.document.contenders.find((one) => one.name === name)?.digest
  if (digest === undefined) throw new TypeError(`${name} has no digest`)
  const gates = [
    await requirementsGate(context, subject, undefined),
    backtestGate(subject, backtested),
    championGate(subject, backtested),
  ]
  return toCheck({
    ...{ ratchetCheck: 1, model, subject: name, version: digest as Digest, recipe },
    ...(agreed === undefined ? {} : { specification: agreed.digest }),
    ...(champion === undefined ? {} : { champion: champion.digest }),
    release: (await (await context.client()).status()).release,
    verdict: judgeGates(gates, recipeGates),
    gates,
  })
}

/** Where nothing asks for rows and none are declared, none are read. */
async function needsBacktest(
  context: CommandContext,
  { agreed, model, champion, target }: Subject,
): Promise<boolean> {
  const project = await context.project()
  const rival = champion !== undefined && champion.digest !== target.version.package.digest
  const declared = project?.config.backtests[model] !== undefined
  return declared || rival || onAnswers(agreed?.requirements ?? []).length > 0
}

async function answered(
  gate: GateName,
  answer: () => GateResult | Promise<GateResult>,
  signal: AbortSignal,
): Promise<GateResult> {
  try {
    return await answer()
  } catch (thrown) {
    signal.throwIfAborted()
    return { gate, verdict: 'error', reasons: [reasonOf(thrown)] }
  }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof Problem) return [thrown.message, thrown.hint].filter(Boolean).join(' ')
  if (thrown instanceof ServerProblem) {
    return [thrown.message, thrown.body.hint].filter(Boolean).join(' ')
  }
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
}
