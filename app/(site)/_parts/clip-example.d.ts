import type { HTMLAttributes } from 'react'

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      /** Defined in public/example/play.js. */
      'clip-example': HTMLAttributes<HTMLElement> & {
        class?: string | undefined
        'start-ms': number
        'talk-ms': number
      }
    }
  }
}
