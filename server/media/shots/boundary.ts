/** A place between two shots: `frame` is the first of the new one. `strength` decides when two are closer than a shot can be. */
export type Boundary = {
  readonly frame: number
  readonly kind: 'cut' | 'fade' | 'dissolve'
  readonly strength: number
  /** The transition's own frames, [from, to): nothing else is looked for inside. */
  readonly from: number
  readonly to: number
}
