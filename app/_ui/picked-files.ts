const nameKey = 'picked-files'
let picked: readonly File[] = []

/** Files chosen on the public page, on their way to the new-project page. They live as long as this document does. */
export const keepPickedFiles = (files: readonly File[]): void => {
  picked = files
  sessionStorage.setItem(nameKey, JSON.stringify(files.map((file) => file.name)))
}

/**
 * What was chosen, once. A browser gives files up when sign-in loads another document: then only their names are known,
 * to ask for them again.
 */
export const takePickedFiles = (): { readonly files: readonly File[]; readonly lostNames: readonly string[] } => {
  const files = picked
  const kept: unknown = JSON.parse(sessionStorage.getItem(nameKey) ?? '[]')
  picked = []
  sessionStorage.removeItem(nameKey)
  const names = Array.isArray(kept) ? kept.filter((name) => typeof name === 'string') : []
  return { files, lostNames: files.length ? [] : names }
}
