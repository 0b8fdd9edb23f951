/** Ends this browser's session and leaves by loading the start page afresh, so that nothing of it stays in memory. */
export const signOut = async (): Promise<void> => {
  const { csrfToken }: { csrfToken: string } = await (await fetch('/api/auth/csrf')).json()
  await fetch('/api/auth/signout', { method: 'POST', body: new URLSearchParams({ csrfToken, json: 'true' }) })
  window.location.assign('/')
}
