export { cameraAt, wholeFrame } from './camera-at'
export { cropPixels, type PixelBox } from './crop-pixels'
export { type FramingInput, planFraming } from './plan-framing'
