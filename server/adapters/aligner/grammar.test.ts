import { describe, expect, it } from 'vitest'
import { buildGrammar, type GrammarOptions, wordOfName } from './grammar'
import { parseSegments } from './segments'

const plain: GrammarOptions = { optionalBefore: 0, optionalAfter: 0, isForgiving: false, accent: 'native' }
const words = [
  { index: 0, forms: [['in']] },
  {
    index: 3,
    forms: [
      ['twenty', 'ten'],
      ['two', 'thousand', 'ten'],
    ],
  },
]
const pronunciations = new Map([
  ['in', ['IH N']],
  ['twenty', ['T W EH N T IY', 'T W EH N IY']],
  ['ten', ['T EH N']],
  ['two', ['T UW']],
  ['thousand', ['TH AW Z AH N D']],
])

describe('buildGrammar', () => {
  it('says the words in order, each in any of its ways', () => {
    const { grammar, dictionary } = buildGrammar(words, pronunciations, plain)
    const arcs = grammar.split('\n').filter((line) => /^TRANSITION \d+ \d+ 1 w/.test(line))
    expect(arcs).toEqual([
      'TRANSITION 0 1 1 w0_0_0',
      'TRANSITION 1 3 1 w3_0_0',
      'TRANSITION 3 2 1 w3_0_1',
      'TRANSITION 1 4 1 w3_1_0',
      'TRANSITION 4 5 1 w3_1_1',
      'TRANSITION 5 2 1 w3_1_2',
    ])
    expect(grammar).toContain('NUM_STATES 6\nSTART_STATE 0\nFINAL_STATE 2\n')
    expect(dictionary).toContain('w3_0_0 T W EH N T IY\nw3_0_0(2) T W EH N IY\n')
  })

  it('lets context words at the ends be left out, and only those', () => {
    const { grammar } = buildGrammar(words, pronunciations, { ...plain, optionalBefore: 1, optionalAfter: 1 })
    const empty = grammar.split('\n').filter((line) => /^TRANSITION \d+ \d+ \S+$/.test(line))
    expect(empty).toEqual(['TRANSITION 0 1 1', 'TRANSITION 1 2 1'])
  })

  it('passes no character of the text to the program', () => {
    const odd = [{ index: 7, forms: [["$(rm -rf)\n'x'"]] }]
    const { grammar, dictionary } = buildGrammar(odd, new Map([["$(rm -rf)\n'x'", ['EH K S']]]), plain)
    expect(`${grammar}${dictionary}`).not.toContain('rm -rf')
  })
})

describe('the answer', () => {
  it('is read as segments of frames, and names lead back to words', () => {
    const line = 'sound S 0 T -22222 A -20045 L -2177 0 -887 -311 <sil> 29 -360 0 w3_0_0(2) 63 -1345 0 f_AA 98'
    const segments = parseSegments(line) ?? []
    expect(segments).toEqual([
      { name: '<sil>', startFrame: 0, endFrame: 29, score: -887 },
      { name: 'w3_0_0(2)', startFrame: 29, endFrame: 63, score: -360 },
      { name: 'f_AA', startFrame: 63, endFrame: 98, score: -1345 },
    ])
    expect(segments.map((segment) => wordOfName(segment.name))).toEqual([null, 3, null])
  })

  it.each(['', 's S 0 T 0 A 0 L 0 0', 'nonsense L 1 some words that mean nothing'])(
    'of nothing is nothing: "%s"',
    (line) => {
      expect(parseSegments(line)).toBeNull()
    },
  )
})
