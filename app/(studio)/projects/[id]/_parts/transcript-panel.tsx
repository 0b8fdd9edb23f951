'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronUp, Scissors, Search, X } from 'lucide-react'
import { type ClipboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { announce } from '@/app/_ui/announce'
import { Button } from '@/app/_ui/button'
import { formatDuration, formatTimecode } from '@/app/_ui/format'
import { IconButton } from '@/app/_ui/icon-button'
import { Input } from '@/app/_ui/input'
import { WaitingButton } from '@/app/_ui/waiting-button'
import { limits } from '@/server/media/limits'
import { joinWords } from '@/server/media/transcript/join-words'
import type { Transcript } from '../../../clips/_parts/types'
import { TranscriptParagraph } from './transcript-paragraph'
import { findWords, nameSpeakers, splitParagraphs, wordAt } from './transcript-text'
import { useWordSelection } from './use-word-selection'

/** Half of a clip's breath before the first word and after the last. */
const breathMs = 120

const within = (value: number | null | undefined, from: number, to: number): number | null =>
  value !== null && value !== undefined && value >= from && value < to ? value : null

/** All that was said: to read, to search, and to cut from. Two hours of words; only those in sight are drawn. */
export function TranscriptPanel({
  transcript,
  cursorMs,
  goTo,
  durationMs,
  onCursor,
  onMake,
  isMaking,
  heldUntilMs,
}: {
  readonly transcript: Transcript
  /** What is playing or pointed at, in source time. */
  readonly cursorMs: number | null
  /** Words to show and select, when asked from elsewhere. */
  readonly goTo: { readonly startMs: number; readonly endMs: number } | null
  readonly durationMs: number
  readonly onCursor: (ms: number) => void
  /** null for who may not: words are read, searched and copied. */
  readonly onMake: ((range: { readonly startMs: number; readonly endMs: number }) => void) | null
  readonly isMaking: boolean
  /** Until then no other clip is taken. */
  readonly heldUntilMs: number | null
}) {
  const { words } = transcript
  const paragraphs = useMemo(() => splitParagraphs(words), [words])
  const names = useMemo(() => nameSpeakers(words), [words])
  const [query, setQuery] = useState('')
  const [matchIndex, setMatchIndex] = useState(0)
  const matches = useMemo(() => findWords(words, query), [words, query])
  const match = matches[Math.min(matchIndex, matches.length - 1)] ?? null
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: paragraphs.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => 28 + 28 * Math.ceil(((paragraphs[index]?.to ?? 0) - (paragraphs[index]?.from ?? 0)) / 11),
    overscan: 4,
    // Room for the bar of the selection below the last words.
    paddingStart: 8,
    paddingEnd: 96,
    scrollPaddingEnd: 96,
  })
  const paragraphOf = useCallback(
    (word: number) => paragraphs.findIndex(({ from, to }) => word >= from && word < to),
    [paragraphs],
  )
  const { scrollToIndex } = rows
  const show = useCallback(
    (word: number) => scrollToIndex(Math.max(0, paragraphOf(word)), { align: 'auto' }),
    [paragraphOf, scrollToIndex],
  )

  const { caret, range, clear, select, handlers } = useWordSelection({
    count: words.length,
    moveByParagraph: (word, direction) => {
      const at = paragraphOf(word)
      const here = paragraphs[at]
      const there = paragraphs[at + direction]
      if (!here || !there) return word
      return Math.min(there.to - 1, there.from + (word - here.from))
    },
    onCaret: (word) => {
      show(word)
      announce(words[word]?.text ?? '')
    },
    onPress: (word) => onCursor(words[word]?.startMs ?? 0),
    onConfirm: () => make(),
  })

  const first = range && words[range.from]
  const last = range && words[range.to]
  const previousEnd = range ? (words[range.from - 1]?.endMs ?? 0) : 0
  const nextStart = range ? (words[range.to + 1]?.startMs ?? durationMs) : 0
  const chosen = first &&
    last && {
      startMs: Math.max(0, first.startMs - Math.min(breathMs, Math.max(0, first.startMs - previousEnd) / 2)),
      endMs: Math.min(durationMs, last.endMs + Math.min(breathMs * 2, Math.max(0, nextStart - last.endMs) / 2)),
    }
  const lengthMs = chosen ? chosen.endMs - chosen.startMs : 0
  const problem =
    lengthMs < limits.minClipSeconds * 1000
      ? `A clip has at least ${limits.minClipSeconds} s: select more words.`
      : lengthMs > limits.maxClipSeconds * 1000
        ? `A clip has at most ${limits.maxClipSeconds / 60} min: select fewer words.`
        : null
  // Enter on the words makes one too.
  const isHeld = heldUntilMs !== null && heldUntilMs > Date.now()
  const make = () => {
    if (!chosen || problem || isMaking || isHeld || !onMake) return
    onMake({ startMs: Math.round(chosen.startMs), endMs: Math.round(chosen.endMs) })
    clear()
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once per request, not again when the words are read anew
  useEffect(() => {
    if (!goTo) return
    const from = words.findIndex(({ endMs }) => endMs > goTo.startMs)
    const to = wordAt(words, goTo.endMs - 1)
    if (from < 0 || to < from) return
    select(from, to)
    show(from)
  }, [goTo])

  const step = (by: 1 | -1) => {
    if (matches.length === 0) return
    const next = (matchIndex + by + matches.length) % matches.length
    setMatchIndex(next)
    const found = matches[next]
    if (found) show(found.at)
  }
  const spoken = cursorMs === null ? null : wordAt(words, cursorMs)

  const copy = (event: ClipboardEvent) => {
    if (!range) return
    event.preventDefault()
    event.clipboardData.setData('text/plain', joinWords(words.slice(range.from, range.to + 1)))
  }

  return (
    <section aria-label="Transcript" className="relative overflow-hidden rounded-xl border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-2 border-b border-line p-2">
        <span className="min-w-40 flex-1 sm:max-w-72">
          <Input
            type="search"
            aria-label="Search what was said"
            placeholder="Search what was said"
            icon={<Search />}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value)
              setMatchIndex(0)
              const found = findWords(words, event.target.value)[0]
              if (found) show(found.at)
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              step(event.shiftKey ? -1 : 1)
            }}
          />
        </span>
        {query.trim() && (
          <span className="flex items-center">
            <span className="numbers px-2 text-sm text-ink-soft" role="status">
              {matches.length === 0
                ? 'Not said'
                : `${Math.min(matchIndex, matches.length - 1) + 1} of ${matches.length}`}
            </span>
            <IconButton
              label="Previous place"
              keys="Shift Enter"
              size="sm"
              icon={<ChevronUp />}
              onClick={() => step(-1)}
            />
            <IconButton label="Next place" keys="Enter" size="sm" icon={<ChevronDown />} onClick={() => step(1)} />
          </span>
        )}
        <p className="ml-auto px-2 text-xs text-ink-faint">
          <span className="max-lg:hidden">
            {onMake ? 'Draw over words to make a clip.' : 'Draw over words to copy them.'}{' '}
            <span className="underline decoration-dotted">Dotted</span>: not sure.
          </span>
          {cursorMs !== null && <span className="numbers ml-3 text-ink">{formatTimecode(cursorMs, true)}</span>}
        </p>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a text that is walked through word by word; no element of HTML is one */}
      <div
        ref={scroller}
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls and takes keys
        tabIndex={0}
        aria-label={`Words. Arrow keys walk, Shift selects${onMake ? ', Enter makes a clip of the selection' : ''}.`}
        onCopy={copy}
        {...handlers}
        className="group/words relative h-[clamp(20rem,calc(100dvh-22rem),46rem)] overflow-y-auto overscroll-contain select-none focus-visible:-outline-offset-2"
      >
        <div className="relative w-full" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const paragraph = paragraphs[row.index]
            if (!paragraph) return null
            const { from, to } = paragraph
            const overlaps = range !== null && range.from < to && range.to >= from
            return (
              <div
                key={row.key}
                ref={rows.measureElement}
                data-index={row.index}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <TranscriptParagraph
                  words={words}
                  paragraph={paragraph}
                  speakerName={paragraph.speaker ? (names.get(paragraph.speaker) ?? null) : null}
                  selectedFrom={overlaps ? range.from : null}
                  selectedTo={overlaps ? range.to : null}
                  caret={within(caret, from, to)}
                  spoken={within(spoken, from, to)}
                  matchFrom={match && match.at < to && match.at + match.count > from ? match.at : null}
                  matchTo={match && match.at < to && match.at + match.count > from ? match.at + match.count - 1 : null}
                />
              </div>
            )
          })}
        </div>
      </div>
      {chosen && range && (
        // Over the words, not below them: nothing may move under a pointer that is drawing.
        <div className="absolute inset-x-0 bottom-0 z-10 flex animate-fade-in flex-wrap items-center gap-x-4 gap-y-2 border-t border-line-strong bg-raised px-4 py-3">
          <p className="min-w-0 flex-1" role="status">
            <span className="numbers font-medium">
              {formatTimecode(chosen.startMs, true)} – {formatTimecode(chosen.endMs, true)}
            </span>
            <span className="ml-3 text-ink-soft">
              {range.isOpen
                ? 'Tap the last word'
                : ((onMake && problem) ?? `${formatDuration(lengthMs)}, ${range.to - range.from + 1} words`)}
            </span>
          </p>
          <Button variant="ghost" size="sm" onClick={clear}>
            <X />
            Clear
          </Button>
          {onMake && (
            <WaitingButton
              variant="primary"
              size="sm"
              untilMs={heldUntilMs}
              onClick={make}
              disabled={problem !== null || isMaking}
            >
              <Scissors />
              Make a clip from this
            </WaitingButton>
          )}
        </div>
      )}
    </section>
  )
}
