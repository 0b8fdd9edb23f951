import { describe, expect, it } from 'vitest'
import { languageTag } from './language-tag'

describe('languageTag', () => {
  it.each([
    ['english', 'en'],
    ['French', 'fr'],
    ['en-US', 'en'],
    ['pt', 'pt'],
    ['haitian creole', 'ht'],
    ['klingon', null],
  ])('reads %s as %s', (name, tag) => expect(languageTag(name)).toBe(tag))
})
