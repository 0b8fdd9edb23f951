import type { Reader } from './_format'
import type { MailClip } from './_parts/clip-row'
import type { Marketing } from './_template'

/** What the previews are filled with. */
type At = (path: string) => string

export const sampleReader: Reader = { timeZone: 'Europe/Paris', locale: 'en' }

export const sampleMarketing = (at: At): Marketing => ({
  unsubscribeUrl: at('/unsubscribe?token=sample'),
  preferencesUrl: at('/settings/mail'),
  postalAddress: 'ClipForge, 12 Rue du Moulin, 75011 Paris, France',
})

export const sampleClips = (at: At): readonly [MailClip, MailClip, MailClip] => [
  {
    title: 'Nobody tells you this about the first hire',
    url: at('/clips/sample-1'),
    thumbnailUrl: at('/mail-samples/1.jpg'),
    durationMs: 41_200,
    score: 87,
    reason: 'Opens on a question and answers it within eight seconds.',
  },
  {
    title: 'We lost the client and kept the lesson',
    url: at('/clips/sample-2'),
    thumbnailUrl: at('/mail-samples/2.jpg'),
    durationMs: 33_900,
    score: 81,
    reason: 'A whole story: what happened, what it cost, what changed.',
  },
  {
    title: 'The one number we look at',
    url: at('/clips/sample-3'),
    thumbnailUrl: at('/mail-samples/3.jpg'),
    durationMs: 27_400,
    score: 78,
    reason: 'Names a figure early; the room laughs at 0:19.',
  },
]
