import type { Check, RoutedVersion, SpecificationView } from '@ratchet-ml/protocol'
import type { PastRoute, Permission, RoutePlan, RouteState } from './types.ts'

/**
 * A version becomes champion and the champion before it standby. Without a route, one is made.
 *
 * @param expectedRevision what the caller believes to be in force; 0: none; `undefined`: any
 */
export function planPromotion(
  route: RouteState | undefined,
  version: RoutedVersion,
  expectedRevision: number | undefined,
): RoutePlan {
  const found = route?.revision ?? 0
  if (expectedRevision !== undefined && expectedRevision !== found) {
    return { outcome: 'conflict', found, expected: expectedRevision }
  }
  const plan = { outcome: 'change', expectedRevision: found, champion: version } as const
  if (route === undefined) return { ...plan, change: 'created', standby: undefined }
  if (isSameVersion(route.champion, version)) return { outcome: 'unchanged' }
  return { ...plan, change: 'promoted', standby: route.champion }
}

/**
 * The standby becomes champion again. What is left behind is not trusted any more: the new standby is
 * the version before that in the line of good ones, or none, so that going back twice goes further
 * back and never to the version that was left.
 *
 * @param history every revision of the route, newest first
 */
export function planRollback(
  route: RouteState,
  history: readonly PastRoute[],
  expectedRevision: number | undefined,
): RoutePlan {
  if (expectedRevision !== undefined && expectedRevision !== route.revision) {
    return { outcome: 'conflict', found: route.revision, expected: expectedRevision }
  }
  if (route.standby === undefined) return { outcome: 'no-standby' }
  return {
    outcome: 'change',
    change: 'rolled-back',
    expectedRevision: route.revision,
    champion: route.standby,
    standby: goodLine(history).at(-3),
  }
}

/**
 * The versions that one could go back through, oldest first, the champion last: a promotion adds one,
 * a rollback takes the last one off.
 */
function goodLine(history: readonly PastRoute[]): readonly RoutedVersion[] {
  let line: RoutedVersion[] = []
  for (const { change, champion } of [...history].reverse()) {
    if (change === 'rolled-back') line.pop()
    else line = [...line.filter((one) => !isSameVersion(one, champion)), champion]
  }
  return line
}

function isSameVersion(a: RoutedVersion, b: RoutedVersion): boolean {
  return a.model === b.model && a.version === b.version && a.digest === b.digest
}

/**
 * A version may be promoted when its model line has agreed requirements and the newest check by them
 * passed, or when it is agreed that there are none and no check has found anything wrong, such as a leak.
 * What is not known is no permission.
 */
export function judgePermission(
  { model, version }: Pick<RoutedVersion, 'model' | 'version'>,
  specification: SpecificationView | undefined,
  check: Check | undefined,
): Permission {
  const name = `${model}@${version}`
  if (specification === undefined) {
    return {
      ...{ kind: 'refused', code: 'specification-absent', reasons: [] },
      detail: `Nobody has agreed yet what versions of ${model} must satisfy.`,
      hint: [
        `ratchet requirement agree ${model} --reason TEXT          agrees to those of ratchet.yaml`,
        `ratchet requirement agree ${model} --none --reason TEXT   agrees that there are none`,
      ].join('\n'),
    }
  }
  const isWrong = check?.verdict === 'fail' || check?.verdict === 'error'
  if (specification.requirements.length === 0 && !isWrong) return { kind: 'allowed' }
  const { revision } = specification
  if (check === undefined) {
    return {
      ...{ kind: 'refused', code: 'check-absent', reasons: [] },
      detail: `${name} was not checked by the agreed requirements (revision ${revision}).`,
      hint: `ratchet check ${name}`,
    }
  }
  if (check.verdict === 'pass') return { kind: 'allowed' }
  return {
    ...{ kind: 'refused', code: 'check-failed', reasons: reasonsOf(check) },
    detail: `The check of ${name} by the agreed requirements (revision ${revision}) came to ${check.verdict}.`,
    hint: `ratchet check ${name} asks again; --waive REASON promotes all the same, on the record.`,
  }
}

function reasonsOf({ gates }: Check): readonly string[] {
  return gates
    .filter(({ verdict }) => verdict !== 'pass')
    .flatMap(({ gate, verdict, reasons }) =>
      reasons.length === 0 ? [`${gate}: ${verdict}`] : reasons.map((why) => `${gate}: ${why}`),
    )
}
