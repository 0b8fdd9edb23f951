import { describe, expect, test, vi } from 'vitest'
import { DomainError, isDomainError } from './errors'

describe('what is an error of ours', () => {
  test('one that another copy of this module made, as bundles have them', async () => {
    vi.resetModules()
    const copy = await import('./errors')
    expect(copy.DomainError).not.toBe(DomainError)
    const error = new copy.DomainError('import_refused', 'Only https:// addresses are fetched.')
    expect(isDomainError(error, 'import_refused')).toBe(true)
    expect(isDomainError(error, 'not_found')).toBe(false)
    expect(error instanceof DomainError).toBe(true)
  })

  test('not any other error, and nothing that is no error', () => {
    expect(
      [new Error('x'), { code: 'not_found', message: 'x' }, null, 'not_found'].map((each) => isDomainError(each)),
    ).toEqual([false, false, false, false])
  })
})
