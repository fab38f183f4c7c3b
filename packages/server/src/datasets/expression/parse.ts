import { expressionProblem } from './expression-problem.ts'
import { type Token, tokensOf } from './tokens.ts'
import type { ArithmeticOperator, ComparisonOperator, Expression } from './types.ts'

const maximumDepth = 64
const comparisons = new Set<string>(['==', '!=', '<', '<=', '>', '>='])
const words = new Set(['and', 'or', 'not'])

/**
 * Parses an expression. From weak to strong: `or`; `and`; `not`; one comparison; `+ -`; `* / %`; sign.
 * @throws Problem `expression-invalid` naming the place
 */
export function parseExpression(source: string): Expression {
  const parser = new Parser(source)
  const expression = parser.expression(0)
  parser.expectEnd()
  return expression
}

class Parser {
  readonly #source: string
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(source: string) {
    this.#source = source
    this.#tokens = tokensOf(source)
  }

  expression(depth: number): Expression {
    if (depth > maximumDepth) {
      throw this.#refuse(`more than ${maximumDepth} levels of brackets or signs`, 'fewer')
    }
    let left = this.#and(depth)
    while (this.#isWord('or')) {
      const { at } = this.#take()
      left = { op: 'or', left, right: this.#and(depth), at }
    }
    return left
  }

  expectEnd(): void {
    if (this.#peek().kind !== 'end') throw this.#unexpected('an operator or the end')
  }

  #and(depth: number): Expression {
    let left = this.#not(depth)
    while (this.#isWord('and')) {
      const { at } = this.#take()
      left = { op: 'and', left, right: this.#not(depth), at }
    }
    return left
  }

  #not(depth: number): Expression {
    if (!this.#isWord('not')) return this.#comparison(depth)
    const { at } = this.#take()
    return { op: 'not', operand: this.#nested(depth, (inner) => this.#not(inner)), at }
  }

  #comparison(depth: number): Expression {
    const left = this.#sum(depth)
    const token = this.#peek()
    if (token.kind !== 'symbol' || !comparisons.has(token.text)) return left
    this.#take()
    const operator = token.text as ComparisonOperator // the set holds exactly these
    return { op: 'compare', operator, left, right: this.#sum(depth), at: token.at }
  }

  #sum(depth: number): Expression {
    return this.#chain(['+', '-'], () => this.#product(depth))
  }

  #product(depth: number): Expression {
    return this.#chain(['*', '/', '%'], () => this.#signed(depth))
  }

  #chain(operators: readonly ArithmeticOperator[], operand: () => Expression): Expression {
    let left = operand()
    for (;;) {
      const token = this.#peek()
      const operator = operators.find((text) => token.kind === 'symbol' && token.text === text)
      if (operator === undefined) return left
      this.#take()
      left = { op: 'arithmetic', operator, left, right: operand(), at: token.at }
    }
  }

  #signed(depth: number): Expression {
    if (!this.#isSymbol('-')) return this.#primary(depth)
    const { at } = this.#take()
    return { op: 'negate', operand: this.#nested(depth, (inner) => this.#signed(inner)), at }
  }

  #primary(depth: number): Expression {
    const token = this.#peek()
    const expected = 'a number, a text, a column or a function'
    if (token.kind === 'end' || words.has(token.text)) throw this.#unexpected(expected)
    this.#take()
    if (token.kind === 'number') return { op: 'number', value: token.value, at: token.at }
    if (token.kind === 'text') return { op: 'text', value: token.text, at: token.at }
    if (token.kind === 'quoted-name') return { op: 'column', name: token.text, at: token.at }
    if (token.kind === 'name') return this.#named(token, depth)
    if (token.text !== '(') {
      this.#next -= 1
      throw this.#unexpected(expected)
    }
    const inner = this.expression(depth + 1)
    this.#expectSymbol(')')
    return inner
  }

  #named(token: Token, depth: number): Expression {
    if (!this.#isSymbol('(')) return { op: 'column', name: token.text, at: token.at }
    this.#take()
    const operands: Expression[] = []
    if (!this.#isSymbol(')')) {
      operands.push(this.expression(depth + 1))
      while (this.#isSymbol(',')) {
        this.#take()
        operands.push(this.expression(depth + 1))
      }
    }
    this.#expectSymbol(')')
    return { op: 'call', name: token.text, operands, at: token.at }
  }

  #nested(depth: number, parse: (depth: number) => Expression): Expression {
    if (depth >= maximumDepth) throw this.#refuse(`more than ${maximumDepth} levels`, 'fewer')
    return parse(depth + 1)
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: 'the end', at: this.#source.length }
  }

  #take(): Token {
    const token = this.#peek()
    this.#next += 1
    return token
  }

  #isWord(word: string): boolean {
    const token = this.#peek()
    return token.kind === 'name' && token.text === word
  }

  #isSymbol(symbol: string): boolean {
    const token = this.#peek()
    return token.kind === 'symbol' && token.text === symbol
  }

  #expectSymbol(symbol: string): void {
    if (!this.#isSymbol(symbol)) throw this.#unexpected(JSON.stringify(symbol))
    this.#take()
  }

  #unexpected(expected: string) {
    const token = this.#peek()
    return this.#refuse(token.kind === 'end' ? token.text : JSON.stringify(token.text), expected)
  }

  #refuse(found: string, expected: string) {
    return expressionProblem(this.#source, this.#peek().at, found, expected)
  }
}
