/** Blocks of 20 pixels of a 640 x 360 frame: a mouth opening in a face of 40 pixels changes one of them by 4 levels. */
const columns = 32
const rows = 18
/** Taken per block and axis; the eye's and the mouth's movements are wider than a fifth of a block. */
const taps = 5
/** Levels out of 255 by which the busiest block may differ. An unchanged picture encoded twice stays below 1. */
const tolerance = 1.5

/** A frame as the mean brightness of small patches, enough to tell whether anything in it has moved. */
export type Thumbprint = Uint8Array

/** `rgb` is packed, three bytes per pixel. */
export const thumbprintOf = (rgb: Uint8Array, widthPx: number, heightPx: number): Thumbprint => {
  const print = new Uint8Array(columns * rows * taps * taps)
  let at = 0
  for (let row = 0; row < rows * taps; row++) {
    const y = Math.floor(((row + 0.5) * heightPx) / (rows * taps))
    for (let column = 0; column < columns * taps; column++) {
      const x = Math.floor(((column + 0.5) * widthPx) / (columns * taps))
      const pixel = (y * widthPx + x) * 3
      print[at++] = ((rgb[pixel] ?? 0) + 2 * (rgb[pixel + 1] ?? 0) + (rgb[pixel + 2] ?? 0)) >> 2
    }
  }
  return print
}

/** Whether two frames show the same, in every block: a small moving face counts as much as a large one. */
export const isSamePicture = (a: Thumbprint, b: Thumbprint): boolean => {
  const width = columns * taps
  const limit = tolerance * taps * taps
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      let difference = 0
      for (let y = row * taps; y < (row + 1) * taps; y++)
        for (let x = column * taps; x < (column + 1) * taps; x++)
          difference += Math.abs((a[y * width + x] ?? 0) - (b[y * width + x] ?? 0))
      if (difference > limit) return false
    }
  return true
}
