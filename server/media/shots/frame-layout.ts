/** Edge of a compared block, pixels of the small picture. */
export const blockPx = 8

/** About 84 blocks: enough that a face is several of them, few enough that two hours are compared in a minute or two. */
const blockTarget = 84

/** A planar 4:2:0 picture: luma, then the two chroma planes at half size. */
export type FrameLayout = {
  readonly widthPx: number
  readonly heightPx: number
  readonly columns: number
  readonly rows: number
  readonly lumaBytes: number
  readonly chromaBytes: number
  readonly frameBytes: number
}

/** The small picture in which shots and motion are looked for: whole blocks, near the display's aspect (16:9 gives 96x56). */
export const smallLayout = (display: { readonly widthPx: number; readonly heightPx: number }): FrameLayout => {
  const aspect = Math.min(6, Math.max(1 / 6, display.widthPx / display.heightPx))
  const columns = Math.max(4, Math.round(Math.sqrt(blockTarget * aspect)))
  const rows = Math.max(4, Math.round(blockTarget / columns))
  const widthPx = columns * blockPx
  const heightPx = rows * blockPx
  const lumaBytes = widthPx * heightPx
  const chromaBytes = lumaBytes / 4
  return { widthPx, heightPx, columns, rows, lumaBytes, chromaBytes, frameBytes: lumaBytes + 2 * chromaBytes }
}
