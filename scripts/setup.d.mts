export const needs: readonly {
  readonly name: string
  readonly why: string
  readonly debian: readonly string[]
  readonly testsOnly?: boolean
}[]
