/** Items of one query from the highest score down, those with equal scores told of together. */
export type Query = {
  readonly relevances: Float64Array
  /** The span of the relevances that is the query's. */
  readonly from: number
  readonly end: number
  /** How many ties there are; an item with a score of its own is one. */
  readonly ties: number
  /** Of each tie: how many items, how many of them relevant, and the sum of their relevances. */
  readonly items: Float64Array
  readonly relevant: Float64Array
  readonly gains: Float64Array
}

const FIRST_CAPACITY = 64

/** Reads queries one after the other into one object, which is filled anew. */
export class QueryReader implements Query {
  relevances: Float64Array = new Float64Array(0)
  from = 0
  end = 0
  ties = 0
  items = new Float64Array(FIRST_CAPACITY)
  relevant = new Float64Array(FIRST_CAPACITY)
  gains = new Float64Array(FIRST_CAPACITY)

  /** The scores are sorted; equal ones follow one another. False when no item is relevant. */
  read(scores: Float64Array, relevances: Float64Array, from: number, end: number): boolean {
    this.relevances = relevances
    this.from = from
    this.end = end
    this.#reserve(end - from)
    const { items, relevant, gains } = this
    let ties = 0
    let found = 0
    let last = Number.NaN
    for (let i = from; i < end; i++) {
      const relevance = relevances[i] as number // in range, as the score is
      const score = scores[i] as number
      const isRelevant = Number(relevance > 0)
      found += isRelevant
      if (score === last) {
        const tie = ties - 1
        items[tie] = (items[tie] as number) + 1
        relevant[tie] = (relevant[tie] as number) + isRelevant
        gains[tie] = (gains[tie] as number) + relevance
      } else {
        items[ties] = 1
        relevant[ties] = isRelevant
        gains[ties] = relevance
        last = score
        ties++
      }
    }
    this.ties = ties
    return found > 0
  }

  #reserve(length: number): void {
    if (length <= this.items.length) return
    this.items = new Float64Array(2 * length)
    this.relevant = new Float64Array(2 * length)
    this.gains = new Float64Array(2 * length)
  }
}
