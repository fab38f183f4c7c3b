/** Why one row got its margins. */
export interface Explanation {
  /** [margins x features]: what each feature added to each margin. */
  readonly contributions: Float64Array
  /** [margins]: where each margin starts; base and contributions add up to the margin. */
  readonly base: Float64Array
  /** [margins], as the model answers them. */
  readonly raw: Float64Array
}

/** A model ready to explain its answers. It owns its scratch memory and is not re-entrant. */
export interface Explainer {
  readonly featureCount: number
  /** Margins of a row. */
  readonly margins: number
  /** What contributions are measured against. */
  readonly method: 'tree-shap' | 'linear'
  /**
   * Explains the encoded row of `featureCount` doubles at `offset`.
   * @throws RangeError when `rows` is too small
   */
  explain(rows: Float64Array, offset?: number): Explanation
}

/** What explains one kind of step: fills contributions and base from the values the step reads. */
export interface StepExplainer {
  readonly base: Float64Array
  /** @param columns the step's input; @param into [margins x features], zeroed */
  add(columns: Float64Array, into: Float64Array): void
}
