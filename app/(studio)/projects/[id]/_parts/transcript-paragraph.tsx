'use client'

import { Fragment, memo } from 'react'
import { classNames } from '@/app/_ui/class-names'
import { Timecode } from '@/app/_ui/timecode'
import { needsSpace } from '@/server/media/transcript/join-words'
import type { TranscriptWord } from '../../../clips/_parts/types'
import type { Paragraph } from './transcript-text'

/** Below this an engine was guessing. */
const sureFrom = 0.5

type Span = { readonly from: number; readonly to: number }
const holds = (span: Span | null, index: number): boolean => span !== null && index >= span.from && index <= span.to

export const TranscriptParagraph = memo(function TranscriptParagraph({
  words,
  paragraph,
  speakerName,
  selectedFrom,
  selectedTo,
  caret,
  spoken,
  matchFrom,
  matchTo,
}: {
  readonly words: readonly TranscriptWord[]
  readonly paragraph: Paragraph
  readonly speakerName: string | null
  readonly selectedFrom: number | null
  readonly selectedTo: number | null
  /** Word numbers in the whole transcript; null when they lie in another paragraph. */
  readonly caret: number | null
  readonly spoken: number | null
  readonly matchFrom: number | null
  readonly matchTo: number | null
}) {
  const selected = selectedFrom === null || selectedTo === null ? null : { from: selectedFrom, to: selectedTo }
  const match = matchFrom === null || matchTo === null ? null : { from: matchFrom, to: matchTo }
  return (
    <div className="grid gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[7rem_1fr]">
      <p className="flex items-baseline gap-2 text-sm sm:flex-col sm:gap-0">
        <Timecode ms={words[paragraph.from]?.startMs ?? 0} className="text-ink-faint" />
        {speakerName && <span className="truncate text-ink-soft">{speakerName}</span>}
      </p>
      <p className="max-w-prose text-lg leading-7">
        {words.slice(paragraph.from, paragraph.to).map((word, offset) => {
          const index = paragraph.from + offset
          const isSelected = holds(selected, index)
          return (
            <Fragment key={index}>
              <span
                data-word={index}
                title={word.confidence < sureFrom ? 'The speech engine was not sure of this word' : undefined}
                className={classNames(
                  'cursor-pointer py-0.5',
                  // The shadow closes the gap to the next selected word.
                  isSelected
                    ? classNames(
                        'bg-accent-soft text-accent-ink',
                        index !== selectedTo && 'shadow-[0.3em_0_0_var(--accent-soft)]',
                      )
                    : 'rounded-sm hover:bg-hover',
                  !isSelected && holds(match, index) && 'bg-warn-soft text-warn outline outline-warn-line',
                  !isSelected && index === spoken && 'bg-pressed text-accent-ink',
                  index === caret && 'outline-focus group-focus-visible/words:outline-2',
                  word.confidence < sureFrom && 'underline decoration-dotted decoration-1 underline-offset-4',
                )}
              >
                {word.text}
              </span>
              {needsSpace(word.text, words[index + 1]?.text ?? '') && ' '}
            </Fragment>
          )
        })}
      </p>
    </div>
  )
})
