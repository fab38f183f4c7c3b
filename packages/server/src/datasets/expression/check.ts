import { findNearestName } from '@ratchet-ml/scoring'
import type { ColumnKind } from '../types.ts'
import { expressionProblem } from './expression-problem.ts'
import { choice, functionNames, isMissing, numberFunctions, timeFunctions } from './functions.ts'
import type { Expression, KindsByName } from './types.ts'

/**
 * The kind of an expression's value.
 * @throws Problem `expression-invalid` where an operand has another kind than its operator takes, or
 * a column or function does not exist
 */
export function kindOf(expression: Expression, columns: KindsByName, source: string): ColumnKind {
  return new Checker(columns, source).kindOf(expression)
}

/** The columns that an expression names, each once, in the order of their first place. */
export function columnsOf(expression: Expression): readonly string[] {
  const names = new Set<string>()
  const visit = (node: Expression): void => {
    if (node.op === 'column') names.add(node.name)
    for (const operand of operandsOf(node)) visit(operand)
  }
  visit(expression)
  return [...names]
}

function operandsOf(node: Expression): readonly Expression[] {
  if ('operands' in node) return node.operands
  if ('operand' in node) return [node.operand]
  return 'left' in node ? [node.left, node.right] : []
}

class Checker {
  readonly #columns: KindsByName
  readonly #source: string

  constructor(columns: KindsByName, source: string) {
    this.#columns = columns
    this.#source = source
  }

  kindOf(node: Expression): ColumnKind {
    switch (node.op) {
      case 'number':
      case 'text':
        return node.op
      case 'column':
        return this.#column(node)
      case 'negate':
        return this.#expect(node.operand, 'number')
      case 'not':
        return this.#expect(node.operand, 'boolean')
      case 'arithmetic':
        this.#expect(node.left, 'number')
        return this.#expect(node.right, 'number')
      case 'and':
      case 'or':
        this.#expect(node.left, 'boolean')
        return this.#expect(node.right, 'boolean')
      case 'compare':
        return this.#comparison(node)
      case 'call':
        return this.#call(node)
    }
  }

  #expect(node: Expression, expected: ColumnKind): ColumnKind {
    const found = this.kindOf(node)
    if (found === expected) return expected
    throw this.#refuse(node, `a ${found}`, `a ${expected}`)
  }

  #column(node: Extract<Expression, { op: 'column' }>): ColumnKind {
    const kind = this.#columns.get(node.name)
    if (kind !== undefined) return kind
    const nearest = findNearestName(node.name, this.#columns.keys())
    const hint = nearest === undefined ? undefined : `Did you mean ${nearest}?`
    const expected = `a column: ${[...this.#columns.keys()].slice(0, 20).join(', ')}`
    throw this.#refuse(node, JSON.stringify(node.name), expected, hint)
  }

  #comparison(node: Extract<Expression, { op: 'compare' }>): ColumnKind {
    const left = this.kindOf(node.left)
    this.#expect(node.right, left)
    const isEquality = node.operator === '==' || node.operator === '!='
    if (isEquality || left === 'number' || left === 'timestamp') return 'boolean'
    throw this.#refuse(node, `${node.operator} between values of kind ${left}`, '== or !=')
  }

  #call(node: Extract<Expression, { op: 'call' }>): ColumnKind {
    const [first] = node.operands
    if (node.name === isMissing || timeFunctions.has(node.name)) {
      this.#count(node, 1, 1)
      if (first === undefined) throw this.#refuse(node, 'no value', 'one')
      if (node.name !== isMissing) this.#expect(first, 'timestamp')
      else this.kindOf(first)
      return node.name === isMissing ? 'boolean' : 'number'
    }
    if (node.name === choice) return this.#choice(node)
    const known = numberFunctions.get(node.name)
    if (known === undefined) {
      const nearest = findNearestName(node.name, functionNames)
      const hint = nearest === undefined ? undefined : `Did you mean ${nearest}()?`
      throw this.#refuse(node, `${node.name}()`, `one of ${functionNames.join(', ')}`, hint)
    }
    this.#count(node, 1, known.takes === 'one' ? 1 : 16)
    for (const operand of node.operands) this.#expect(operand, 'number')
    return 'number'
  }

  #choice(node: Extract<Expression, { op: 'call' }>): ColumnKind {
    this.#count(node, 3, 3)
    const [condition, first, second] = node.operands
    if (!condition || !first || !second) throw this.#refuse(node, 'no value', 'three')
    this.#expect(condition, 'boolean')
    return this.#expect(second, this.kindOf(first))
  }

  #count(node: Extract<Expression, { op: 'call' }>, least: number, most: number): void {
    const count = node.operands.length
    if (count >= least && count <= most) return
    const expected = least === most ? `${least}` : `${least} to ${most}`
    throw this.#refuse(node, `${node.name}() with ${count} values`, expected)
  }

  #refuse(node: Expression, found: string, expected: string, hint?: string) {
    return expressionProblem(this.#source, node.at, found, expected, hint)
  }
}
