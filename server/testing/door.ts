/** What a test waits for until it happens, or holds up until it lets go. */
export const door = () => {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}
