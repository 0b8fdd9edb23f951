import { useSyncExternalStore } from 'react'

const never = () => () => undefined

/**
 * False on the server and for the moment in which the browser takes over what the server drew. What only answers to people (a menu, a
 * tooltip) may leave itself out until then: around every icon of a list it costs the server more than the list.
 */
export const useIsLive = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
