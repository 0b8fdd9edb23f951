/** Ends this browser's session and leaves by loading the start page afresh, so that nothing of it stays in memory. */
export const signOut = (): void => {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = '/api/auth/signout'
  document.body.append(form)
  form.submit()
}
