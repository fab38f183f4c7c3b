import { readFile } from 'node:fs/promises'
import type { ProblemCode } from '@ratchet-ml/protocol'
import {
  createRestScorer,
  createScorer,
  type Level,
  loadPackage,
  type Package,
  Refusal,
  type Scored,
  splitGraph,
} from '@ratchet-ml/scoring'
import type { PredictionKind } from '@ratchet-ml/stats'
import { Problem, problemOfRefusal } from '../../../../platform/problem.ts'
import type { Answers, Predictor, PredictorRecipe, PredictorWorld } from './types.ts'

type PackageRecipe = Extract<PredictorRecipe, { kind: 'package' }>

/** Scores by a package, whose bytes must be those that its digest names. */
export async function openPackage(
  recipe: PackageRecipe,
  world: PredictorWorld,
): Promise<Predictor> {
  const pkg = await loadOwn(recipe)
  const { contract } = pkg
  const order = orderOfClasses(contract.classes, world.classNames, recipe.name)
  const encode = world.encodings.of(contract, recipe.name)
  const { scored, score } = scoring(pkg, recipe, world)
  const gives = new Set([...world.kinds].filter((kind) => kind in scored))
  const rooms = new Map([...gives].map((kind) => [kind, roomOf(kind, world)]))
  const answers: Answers = Object.fromEntries(rooms)
  const filled = (): Answers => {
    for (const [kind, room] of rooms) fill(kind, scored, world.classes, order, room)
    return answers
  }
  return {
    gives,
    predict(block) {
      const done = score(encode(block), block.count)
      return done === undefined ? filled() : done.then(filled)
    },
  }
}

async function loadOwn({ path, digest, name }: PackageRecipe): Promise<Package> {
  try {
    const pkg = await loadPackage(new Uint8Array(await readFile(path)))
    if (pkg.digest === digest) return pkg
    const detail = `The package of ${name} has the digest ${pkg.digest}, expected ${digest}.`
    throw new Problem('package-corrupt', detail)
  } catch (error) {
    throw named(error, name)
  }
}

const codesOfEngines: ReadonlySet<ProblemCode> = new Set(['engine-failed', 'row-unanswered'])

function named(error: unknown, name: string): unknown {
  if (error instanceof Refusal) return problemOfRefusal(error, name)
  if (!(error instanceof Problem) || !codesOfEngines.has(error.code)) return error
  const { code, message, hint } = error
  const more = hint === undefined ? {} : { hint }
  return new Problem(code, `${name}: ${message}`, { ...more, cause: error })
}

/** Answers encoded rows into `scored`: at once, or once what it gives resolves. */
interface Scoring {
  readonly scored: Scored
  score(rows: Float64Array, count: number): Promise<void> | undefined
}

function scoring(pkg: Package, recipe: PackageRecipe, world: PredictorWorld): Scoring {
  const { program, coefficients, contract } = pkg
  const graph = splitGraph(program)
  if (graph !== undefined) {
    const { allocate } = createRestScorer(graph, coefficients, contract)
    return graphScoring(recipe, world, allocate(world.capacity))
  }
  const scorer = createScorer(program, coefficients, contract)
  const scored = scorer.allocate(world.capacity)
  return {
    scored,
    score(rows, count) {
      scorer.score(rows, count, scored)
      return undefined
    },
  }
}

function graphScoring(recipe: PackageRecipe, { engines }: PredictorWorld, scored: Scored): Scoring {
  const { digest, name } = recipe
  // Read anew, as nobody else needs the bytes.
  const graph = { digest, files: async () => (await loadOwn(recipe)).files }
  return {
    scored,
    async score(rows, count) {
      try {
        await engines.answer(graph, rows, count, scored)
      } catch (error) {
        throw named(error, name)
      }
    },
  }
}

/**
 * Where each class of the world stands among those of a package; `undefined` when they are in the
 * same order, or one of the two names none.
 */
function orderOfClasses(
  own: readonly Level[] | undefined,
  asked: readonly Level[] | undefined,
  name: string,
): readonly number[] | undefined {
  if (own === undefined || asked === undefined) return undefined
  const order = asked.map((level) => own.findIndex((other) => String(other) === String(level)))
  if (order.length !== own.length || order.includes(-1)) {
    throw new Problem(
      'contract-incompatible',
      `${name} tells apart ${own.join(', ')}; expected the classes ${asked.join(', ')}.`,
    )
  }
  return order.every((place, i) => place === i) ? undefined : order
}

function roomOf(kind: PredictionKind, { capacity, classes }: PredictorWorld): Float64Array {
  return new Float64Array(capacity * (kind === 'probability' && classes > 2 ? classes : 1))
}

function fill(
  kind: PredictionKind,
  { count, probability, label, value }: Scored,
  classes: number,
  order: readonly number[] | undefined,
  room: Float64Array,
): void {
  if (kind === 'probability' && probability !== undefined) {
    fillProbability(probability, count, classes, order, room)
  } else if (kind === 'label' && label !== undefined) {
    const places = order === undefined ? undefined : inverseOf(order)
    for (let i = 0; i < count; i++) {
      const own = label[i] ?? Number.NaN
      room[i] = places?.[own] ?? own
    }
  } else if (value !== undefined) {
    room.set(value.subarray(0, count))
  }
}

function fillProbability(
  probability: Float64Array,
  count: number,
  classes: number,
  order: readonly number[] | undefined,
  room: Float64Array,
): void {
  if (classes === 2) {
    const second = order?.[1] ?? 1
    for (let i = 0; i < count; i++) room[i] = probability[2 * i + second] ?? Number.NaN
  } else if (order === undefined) {
    room.set(probability.subarray(0, count * classes))
  } else {
    for (let i = 0; i < count; i++) {
      for (const [place, own] of order.entries()) {
        room[i * classes + place] = probability[i * classes + own] ?? Number.NaN
      }
    }
  }
}

function inverseOf(order: readonly number[]): readonly number[] {
  return order.map((_, own) => order.indexOf(own))
}
