/** RFC 6266 and 8187: a plain name for old readers, the real one in UTF-8 for the rest; nothing in it can end the header or the name. */
export const contentDisposition = (download: string | null): string => {
  if (download === null) return 'inline'
  const oneLine = download.replace(/[\p{Cc}\p{Cs}/\\]/gu, '_').slice(0, 200)
  const plain = oneLine.replace(/[^\x20-\x7e]/g, '_').replace(/["%;]/g, '_')
  const encoded = encodeURIComponent(oneLine).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
