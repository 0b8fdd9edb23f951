// What plan-request.js says in its comments, for TypeScript: k6 reads JavaScript alone.
export type RequestSpec = {
  readonly kind: string
  readonly path?: string
  readonly procedure?: string
  readonly input?: unknown
}
export type Identity = { readonly token: string; readonly projectId: string }
export type WrittenRequest = {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string | null
}

export const roundOf: (mix: Readonly<Record<string, number>>) => string[]
export const planTurn: (
  round: readonly string[],
  users: number,
  turn: number,
) => { readonly user: number; readonly name: string }
export const writeRequest: (request: RequestSpec, identity: Identity, turn: number, origin: string) => WrittenRequest
export const writeCall: (
  procedure: string,
  isWrite: boolean,
  input: string,
  token: string,
  origin: string,
) => WrittenRequest
export const signedIn: (token: string, origin: string) => Record<string, string>
export const errorCodeOf: (text: string) => string
