/** Where our own sign-in address says to go, or a sentence on what went wrong. */
export const postAuth = async (
  path: 'signin/email' | 'signin/google' | 'signin/github',
  fields: Readonly<Record<string, string>>,
): Promise<{ readonly url: string } | { readonly problem: string; readonly heldUntilMs?: number }> => {
  try {
    const response = await fetch(`/api/auth/${path}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(fields),
    })
    const answer: { readonly url?: string; readonly detail?: string } = await response.json()
    if (response.ok && answer.url !== undefined) return { url: answer.url }
    const waitSeconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    return {
      problem: answer.detail ?? 'Something went wrong on our side. Try again.',
      ...(Number.isFinite(waitSeconds) ? { heldUntilMs: Date.now() + waitSeconds * 1_000 } : {}),
    }
  } catch {
    return { problem: 'The server can’t be reached. Check your connection and try again.' }
  }
}
