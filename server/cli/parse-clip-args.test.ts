import { describe, expect, test } from 'vitest'
import { isDomainError } from '@/server/errors'
import { parseClipArgs } from './parse-clip-args'

const refusal = (argv: string[]): string => {
  try {
    parseClipArgs(argv)
  } catch (error) {
    return isDomainError(error, 'invalid_request')
      ? (error.message.split('\n')[0] ?? '')
      : `wrong error: ${String(error)}`
  }
  return 'accepted'
}

describe('arguments of the clip command', () => {
  test('a video and a folder are enough', () => {
    expect(parseClipArgs(['talk.mp4', '--out', 'clips'])).toMatchObject({
      videoPath: 'talk.mp4',
      outDir: 'clips',
      count: null,
      minS: 15,
      maxS: 60,
      aspect: '9:16',
      framing: 'auto',
      captions: 'karaoke',
      language: 'en',
      speech: 'auto',
      render: true,
    })
  })

  test('every option of the contract is understood', () => {
    const argv =
      'v.mp4 --out o --count 3 --min-s 5 --max-s 20 --aspect 4:5 --framing fit --captions none --language fr-CA --transcript t.srt --speech pocketsphinx --prompt garden --ranges 12.5-40,300-345 --remove-silence --remove-fillers --no-render --json'
    expect(parseClipArgs(argv.split(' '))).toEqual({
      videoPath: 'v.mp4',
      outDir: 'o',
      count: 3,
      minS: 5,
      maxS: 20,
      aspect: '4:5',
      framing: 'fit',
      captions: null,
      language: 'fr',
      transcriptPath: 't.srt',
      speech: 'pocketsphinx',
      prompt: 'garden',
      ranges: [
        { startMs: 12_500, endMs: 40_000 },
        { startMs: 300_000, endMs: 345_000 },
      ],
      removeSilence: true,
      removeFillers: true,
      render: false,
      json: true,
    })
  })

  test.each([
    [['--out', 'o'], 'Name a video.'],
    [['v.mp4'], 'Name a folder for the clips with --out.'],
    [['v.mp4', 'w.mp4', '--out', 'o'], 'One video at a time; "w.mp4" was not expected.'],
    [['v.mp4', '--out', 'o', '--count', 'many'], '--count takes a number from 1 to 100; "many" is not one.'],
    [['v.mp4', '--out', 'o', '--count', '2.5'], '--count 2.5 is not a whole number.'],
    [['v.mp4', '--out', 'o', '--min-s', '50', '--max-s', '20'], '--min-s 50 is longer than --max-s 20.'],
    [['v.mp4', '--out', 'o', '--aspect', '3:2'], '--aspect takes 9:16, 1:1, 4:5, 16:9; "3:2" is none of them.'],
    [['v.mp4', '--out', 'o', '--ranges', '40-12'], '--ranges: "40-12" is -28 s; a clip is 3 to 180 s.'],
    [
      ['v.mp4', '--out', 'o', '--ranges', 'all'],
      '--ranges takes seconds such as 12.5-40,300-345; "all" is not a range.',
    ],
    [
      ['v.mp4', '--out', 'o', '--language', 'english!'],
      '--language takes a tag such as en or fr; "english!" is not one.',
    ],
  ])('%j is refused with what to do', (argv, message) => {
    expect(refusal(argv)).toBe(message)
  })

  test('an unknown option is named', () => {
    expect(refusal(['v.mp4', '--out', 'o', '--colour', 'red'])).toContain('--colour')
  })
})
