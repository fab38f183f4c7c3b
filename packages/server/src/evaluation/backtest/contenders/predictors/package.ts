import { createScorer, type Level, type Scored, splitGraph } from '@ratchet-ml/scoring'
import type { PredictionKind } from '@ratchet-ml/stats'
import { Problem } from '../../../../platform/problem.ts'
import { graphScoring, type Scoring } from './graph-scoring.ts'
import { loadNamed, type PackageRecipe } from './load-named.ts'
import type { Answers, Predictor, PredictorWorld } from './types.ts'

/** Scores by a package, whose bytes must be those that its digest names. */
export async function openPackage(
  recipe: PackageRecipe,
  world: PredictorWorld,
): Promise<Predictor> {
  const { contract, scored, score } = await scoring(recipe, world)
  const order = orderOfClasses(contract.classes, world.classNames, recipe.name)
  const encode = world.encodings.of(contract, recipe.name)
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
      const done = score(encode(block), block)
      return done === undefined ? filled() : done.then(filled)
    },
  }
}

async function scoring(recipe: PackageRecipe, world: PredictorWorld) {
  const pkg = await loadNamed(recipe)
  const { program, coefficients, contract } = pkg
  const graph = splitGraph(program)
  if (graph !== undefined) return { contract, ...graphScoring(recipe, pkg, graph, world) }
  const scorer = createScorer(program, coefficients, contract)
  const scored = scorer.allocate(world.capacity)
  const score: Scoring['score'] = (rows, { count }) => {
    scorer.score(rows, count, scored)
    return undefined
  }
  return { contract, scored, score }
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
