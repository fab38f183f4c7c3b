import type { ColumnKind } from '../types.ts'

/** Where something stands in an expression: characters from the start. */
export interface Place {
  readonly at: number
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%'
export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>='

/** An expression as it was written. */
export type Expression =
  | ({ readonly op: 'number'; readonly value: number } & Place)
  | ({ readonly op: 'text'; readonly value: string } & Place)
  | ({ readonly op: 'column'; readonly name: string } & Place)
  | ({ readonly op: 'negate' | 'not'; readonly operand: Expression } & Place)
  | ({
      readonly op: 'arithmetic'
      readonly operator: ArithmeticOperator
      readonly left: Expression
      readonly right: Expression
    } & Place)
  | ({
      readonly op: 'compare'
      readonly operator: ComparisonOperator
      readonly left: Expression
      readonly right: Expression
    } & Place)
  | ({ readonly op: 'and' | 'or'; readonly left: Expression; readonly right: Expression } & Place)
  | ({
      readonly op: 'call'
      readonly name: string
      readonly operands: readonly Expression[]
    } & Place)

/** The kind of each column that an expression may name. */
export type KindsByName = ReadonlyMap<string, ColumnKind>
