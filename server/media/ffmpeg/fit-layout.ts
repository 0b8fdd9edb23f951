/** How a crop that does not have the output's shape is shown whole. All sizes even. */
export type FitLayout = {
  readonly foreground: {
    readonly widthPx: number
    readonly heightPx: number
    readonly xPx: number
    readonly yPx: number
  }
  /** The crop scaled to cover the blurred picture, and what is cut from its middle. */
  readonly background: { readonly widthPx: number; readonly heightPx: number }
  readonly blurred: { readonly widthPx: number; readonly heightPx: number; readonly sigma: number }
}

type Size = { readonly widthPx: number; readonly heightPx: number }

/** Crops are rounded to even pixels: on small sources a filling crop may be this far from the output's exact shape. */
const roundingPx = 2
/** A stretch nobody sees; above it the picture is shown whole instead. */
const toleratedStretch = 0.02
const blurScale = 4
/** Share of the height, as the framing modes are specified. */
const blurSigma = 0.04

/** null when the crop fills the output. */
export const planFit = (crop: Size, output: Size): FitLayout | null => {
  const aspect = output.widthPx / output.heightPx
  const offPx = Math.abs(crop.widthPx - crop.heightPx * aspect)
  if (offPx <= roundingPx || offPx <= crop.widthPx * toleratedStretch) return null
  const inside = Math.min(output.widthPx / crop.widthPx, output.heightPx / crop.heightPx)
  const widthPx = Math.min(output.widthPx, even(crop.widthPx * inside))
  const heightPx = Math.min(output.heightPx, even(crop.heightPx * inside))
  const blurred = { widthPx: even(output.widthPx / blurScale), heightPx: even(output.heightPx / blurScale) }
  const cover = Math.max(blurred.widthPx / crop.widthPx, blurred.heightPx / crop.heightPx)
  return {
    foreground: {
      widthPx,
      heightPx,
      xPx: (output.widthPx - widthPx) / 2,
      yPx: (output.heightPx - heightPx) / 2,
    },
    background: {
      widthPx: Math.max(blurred.widthPx, even(crop.widthPx * cover)),
      heightPx: Math.max(blurred.heightPx, even(crop.heightPx * cover)),
    },
    blurred: { ...blurred, sigma: Math.round(blurSigma * blurred.heightPx * 10) / 10 },
  }
}

const even = (px: number): number => Math.max(2, 2 * Math.round(px / 2))
