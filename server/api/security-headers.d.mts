export const securityPolicies: readonly {
  readonly source: string
  readonly matches: RegExp
  readonly headers: Readonly<Record<string, string>>
}[]

/** `pathname` without its query. */
export const securityHeadersOf: (pathname: string) => Readonly<Record<string, string>>
