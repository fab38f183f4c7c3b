import type { Backtest } from '@ratchet-ml/protocol'
import { canonicalJson, type Digest, type Package } from '@ratchet-ml/scoring'
import { openDataset } from '../../../datasets/index.ts'
import { findSnapshotDataset } from '../../../datasets/snapshots/index.ts'
import type { CommandContext, CommandInput } from '../../../platform/cli-kit/types.ts'
import { Problem } from '../../../platform/problem.ts'
import { openSource } from '../../../registry/index.ts'
import { byDigest, questionOf } from '../contenders/question.ts'
import { BacktestPlan } from '../plan/backtest-plan.ts'
import { workersOf } from '../plan/backtest-settings.ts'
import type { DatasetSettings } from '../plan/dataset-settings.ts'
import { firstDifference } from './first-difference.ts'
import type { BacktestPorts } from './ports.ts'
import { runWithProgress } from './run-with-progress.ts'

/** How a back-test that was run again compares with what was recorded. */
export interface Rerun {
  readonly id: string
  readonly isSame: boolean
  readonly first?: ReturnType<typeof firstDifference>
}

/**
 * Runs a recorded back-test again from its plan, and compares the bytes.
 *
 * @param asked its id, or `latest` for the newest of the model that was asked for, and not run by a check
 * @throws Problem `usage` for one without a plan; `file-changed` where the rows are others; and as
 * running does
 */
export async function rerun(
  context: CommandContext,
  input: CommandInput,
  asked: string,
  ports: BacktestPorts,
): Promise<Rerun> {
  const recorded = await findRecorded(context, input, asked)
  const { id } = recorded
  const plan = planOf(recorded)
  const packages = await packagesOf(context, input, plan)
  const settings = await datasetOf(context, plan)
  const dataset = await openDataset(settings)
  try {
    const digest = await dataset.digest(context.signal)
    if (digest !== plan.dataset.digest) throw otherRows(plan, digest)
    const question = questionOf(
      answeringOf(plan, packages),
      plan.contenders,
      dataset.column(plan.label),
    )
    const found = await runWithProgress(context, {
      ...{ plan, question, dataset, settings, workers: workersOf(input), ...ports },
      packages: [...packages.values()],
    })
    if (canonicalJson(found) === canonicalJson(recorded)) return { id, isSame: true }
    const [a, b] = [recorded, found].map((one): unknown => JSON.parse(canonicalJson(one)))
    return { id, isSame: false, first: firstDifference(a, b) }
  } finally {
    await dataset.close()
  }
}

/** In words. */
export function describeRerun({ id, isSame, first }: Rerun): string {
  if (isSame) return `Back-test ${id} gave the same bytes again.`
  const where = first?.place ?? ''
  return `Back-test ${id} gave other bytes. First at ${where}: recorded ${first?.recorded}, found ${first?.found}.`
}

async function findRecorded(
  context: CommandContext,
  input: CommandInput,
  asked: string,
): Promise<Backtest> {
  const client = await context.client()
  if (asked !== 'latest') return await client.backtest(asked)
  const [model = ''] = input.positionals
  const recorded = await client.backtests(model)
  const newest = recorded.find(({ by }) => by === undefined) ?? recorded[0]
  if (newest !== undefined) return await client.backtest(newest.id)
  throw new Problem('backtest-not-found', `No back-test of ${model} was recorded.`, {
    hint: `ratchet backtest ${model} records one of versions in the registry.`,
  })
}

function planOf({ id, plan }: Backtest): BacktestPlan {
  const parsed = BacktestPlan.safeParse(plan)
  if (parsed.success) return parsed.data
  throw new Problem(
    'usage',
    `Back-test ${id} was recorded without a plan that this release knows.`,
    {
      hint: 'Run it anew with ratchet backtest NAME --again.',
    },
  )
}

async function packagesOf(
  context: CommandContext,
  input: CommandInput,
  plan: BacktestPlan,
): Promise<ReadonlyMap<Digest, Package>> {
  const [, ...sources] = input.positionals
  const given = await Promise.all(sources.map((source) => openSource(context, source)))
  const packages = new Map(byDigest(given.map((one) => one.package)))
  for (const { digest, source } of namedBy(plan)) {
    if (packages.has(digest)) continue
    const { package: pkg } = await openSource(context, source)
    if (pkg.digest !== digest) {
      const detail = `${source} is ${pkg.digest}; the back-test was of ${digest}.`
      throw new Problem('package-digest-mismatch', detail)
    }
    packages.set(digest, pkg)
  }
  return packages
}

/** The packages that a plan names, and where they are looked for. */
function namedBy({ model, contenders }: BacktestPlan): { digest: Digest; source: string }[] {
  return contenders.flatMap((contender) => {
    if (contender.kind === 'files') {
      return contender.models.map(({ digest, source }) => ({ digest: digest as Digest, source }))
    }
    if (contender.kind !== 'version') return []
    const digest = contender.digest as Digest // the plan was checked
    const owner = contender.name.includes('@') ? contender.name.replace(/@.*$/, '') : model
    return [{ digest, source: `${owner}@${digest}` }]
  })
}

function answeringOf({ contenders }: BacktestPlan, packages: ReadonlyMap<Digest, Package>) {
  return contenders.flatMap((contender) => {
    const digests =
      contender.kind === 'version'
        ? [contender.digest]
        : contender.kind === 'files'
          ? contender.models.map(({ digest }) => digest)
          : []
    return digests.flatMap((digest) => {
      const pkg = packages.get(digest as Digest) // the plan was checked
      return pkg === undefined ? [] : [{ name: contender.name, package: pkg }]
    })
  })
}

async function datasetOf(context: CommandContext, plan: BacktestPlan): Promise<DatasetSettings> {
  const { name, snapshot, config } = plan.dataset
  if (snapshot !== undefined) {
    const kept = await findSnapshotDataset(context, `snapshot:${snapshot}`)
    if (kept === undefined) throw new TypeError(`${snapshot} names no snapshot`)
    const { files } = kept.config
    return { name, config: { ...config, files }, folder: '', snapshot: kept.snapshot }
  }
  const { files = [] } = config
  const project = await context.project()
  const isDeclared = project !== undefined && Object.hasOwn(project.config.datasets, name)
  const folder = isDeclared ? project.folder : context.workingFolder
  return { name, config: { ...config, files }, folder }
}

function otherRows({ dataset }: BacktestPlan, found: Digest): Problem {
  const detail = `The rows of ${dataset.name} are ${found}; the back-test was of ${dataset.digest}.`
  return new Problem('file-changed', detail, {
    hint: 'A back-test of a snapshot (--dataset snapshot:NAME@N) can always be run again.',
  })
}
