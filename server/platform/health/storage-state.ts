import { readHealth } from './shared-health'

/** `full`: what is there can be read, and nothing large can be brought. `away`: nothing can be read or written. */
export type StorageState = 'well' | 'full' | 'away'

const states = { pass: 'well', warn: 'full', fail: 'away' } as const

/** How the media's storage was when this process last looked. */
export const readStorageState = (): StorageState => states[readHealth().components['storage:free'].status]
