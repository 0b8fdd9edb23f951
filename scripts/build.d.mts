export function ensureClient(options?: { readonly signal?: AbortSignal }): Promise<boolean>
export function ensureBuild(options?: {
  readonly signal?: AbortSignal
  readonly onStart?: () => void
}): Promise<boolean>
