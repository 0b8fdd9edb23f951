/** What the other side calls the file: by its header (RFC 6266, the extended form first), else by the last part of the path. */
export const readName = (disposition: string | undefined, url: URL): string | null => {
  const extended = /filename\*\s*=\s*utf-8'[^']*'([^;]+)/i.exec(disposition ?? '')?.[1]
  const quoted = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(disposition ?? '')?.[1]?.replace(/\\(.)/g, '$1')
  const bare = /filename\s*=\s*([^";\s]+)/i.exec(disposition ?? '')?.[1]
  const name = decoded(extended) ?? quoted ?? bare ?? decoded(url.pathname.split('/').at(-1))
  return name === undefined || name === '' ? null : name
}

const decoded = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
