import { Environment, type ParseResult } from '@marcbachmann/cel-js'

/** The event that started the run, and the one that has just come in. */
export type ExpressionContext = { readonly event: unknown; readonly async?: unknown }

// JSON's numbers are doubles to CEL, and an expression's literals are integers: without these "event.data.n + 1" has no overload.
const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false })
for (const [operator, apply] of [
  ['+', (a: number, b: number) => a + b],
  ['-', (a: number, b: number) => a - b],
  ['*', (a: number, b: number) => a * b],
  ['/', (a: number, b: number) => a / b],
] as const) {
  environment.registerOperator(`double ${operator} int`, (a: number, b: bigint) => apply(a, Number(b)))
  environment.registerOperator(`int ${operator} double`, (a: bigint, b: number) => apply(Number(a), b))
}

const parsed = new Map<string, ParseResult | null>()
const maxParsed = 500

/** Null for an expression that can't be read: it then holds for nothing. */
const parse = (expression: string): ParseResult | null => {
  const known = parsed.get(expression)
  if (known !== undefined) return known
  if (parsed.size >= maxParsed) parsed.clear()
  let result: ParseResult | null = null
  try {
    result = environment.parse(expression)
  } catch {
    result = null
  }
  parsed.set(expression, result)
  return result
}

const evaluate = (expression: string, context: ExpressionContext): unknown => {
  try {
    return parse(expression)?.({ ...context })
  } catch {
    // A field that is not there, types that don't fit: the expression has no value for this event.
    return undefined
  }
}

/** No expression holds for every event; one that fails for this event does not hold. */
export const holds = (expression: string | null | undefined, context: ExpressionContext): boolean =>
  !expression || evaluate(expression, context) === true

/** The value of a key expression as text; events for which it has none share one key. */
export const keyOf = (expression: string | null | undefined, context: ExpressionContext): string => {
  if (!expression) return ''
  const value = evaluate(expression, context)
  if (value === undefined || value === null) return ''
  // PostgreSQL's text has no NUL.
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).replaceAll('\0', '')
}

/** The value of a number expression; 0 when it has none. */
export const numberOf = (expression: string | null | undefined, context: ExpressionContext): number => {
  const value = Number(expression ? (evaluate(expression, context) ?? 0) : 0)
  return Number.isFinite(value) ? value : 0
}
