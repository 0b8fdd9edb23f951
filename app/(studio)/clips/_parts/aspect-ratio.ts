/** "9:16" -> 0.5625, width over height; what can't be read is as tall as a phone. */
export const aspectRatio = (aspect: string): number => {
  const [width, height] = aspect.split(':').map(Number)
  return width && height ? width / height : 9 / 16
}
