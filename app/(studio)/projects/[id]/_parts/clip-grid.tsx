'use client'

import { Download, Trash2, X } from 'lucide-react'
import { type KeyboardEvent, useCallback, useState } from 'react'
import { Button } from '@/app/_ui/button'
import { EmptyState } from '@/app/_ui/empty-state'
import { formatPlural } from '@/app/_ui/format'
import { SearchBox } from '@/app/_ui/search-box'
import { Segmented } from '@/app/_ui/segmented'
import { Select } from '@/app/_ui/select'
import { useAddress } from '@/app/_ui/use-address'
import type { ClipCardData } from '../../../clips/_parts/types'
import { arrangeClips, clipFilters, countClips, readArrangement } from './arrange-clips'
import { ClipCard } from './clip-card'
import { stepInGrid } from './step-in-grid'

const filterLabels = { all: 'All', ready: 'Ready', failed: 'Failed', manual: 'Yours' } as const
const sortOptions = [
  { value: 'score', label: 'Best first' },
  { value: 'position', label: 'As in the video' },
  { value: 'length', label: 'Shortest first' },
] as const

/** Arrow keys walk from card to card; what else is on a card keeps its own keys. */
const walk = (event: KeyboardEvent<HTMLElement>) => {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('h3 a')]
  const at = links.findIndex((link) => link.matches(':focus'))
  const cards = links.map((link) => link.closest('li')?.getBoundingClientRect() ?? link.getBoundingClientRect())
  const to = stepInGrid(cards, at, event.key)
  if (to === null) return
  event.preventDefault()
  links[to]?.focus()
}

/** Every clip of the project: sorted, filtered and chosen by the address. */
export function ClipGrid({
  clips,
  stillUrl,
  onTime,
  onRemove,
  onDownload,
}: {
  readonly clips: readonly ClipCardData[]
  /** A picture of the source. */
  readonly stillUrl: string | null
  readonly onTime: (sourceMs: number | null) => void
  /** null for who may not. */
  readonly onRemove: ((clips: readonly ClipCardData[]) => void) | null
  readonly onDownload: (clips: readonly ClipCardData[]) => void
}) {
  const { params, set } = useAddress()
  const arrangement = readArrangement(params)
  const shown = arrangeClips(clips, arrangement)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const selected = shown.filter(({ id }) => chosen.has(id))
  const select = useCallback((id: string, isSelected: boolean) => {
    setChosen((before) => {
      const next = new Set(before)
      if (isSelected) next.add(id)
      else next.delete(id)
      return next
    })
  }, [])
  const search = useCallback((q: string) => set({ q }), [set])
  const clear = () => setChosen(new Set())

  return (
    <div>
      <h2 className="sr-only">Clips</h2>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Segmented
          label="Which clips"
          value={arrangement.show}
          options={clipFilters.map((value) => ({
            value,
            label: `${filterLabels[value]} ${countClips(clips, value)}`,
          }))}
          onChange={(show) => set({ show: show === 'all' ? null : show })}
          className="max-sm:w-full"
        />
        <span className="flex min-w-0 flex-1 gap-2 sm:max-w-md sm:flex-none lg:ml-auto">
          <span className="min-w-0 flex-1 sm:w-56">
            <SearchBox
              label="Search in titles"
              placeholder="Search titles"
              group="Clips"
              value={arrangement.query}
              onSearch={search}
            />
          </span>
          <Select
            label="Order"
            value={arrangement.sort}
            options={sortOptions}
            onChange={(sort) => set({ sort: sort === 'score' ? null : sort })}
            className="w-40!"
          />
        </span>
      </div>
      {shown.length === 0 ? (
        <EmptyState
          title="No clip matches"
          actions={
            <Button onClick={() => set({ show: null, q: null })}>Show all {formatPlural(clips.length, 'clip')}</Button>
          }
        >
          {arrangement.query
            ? `Nothing here has “${arrangement.query}” in its title.`
            : 'None of the clips is in this state.'}
        </EmptyState>
      ) : (
        <ul
          onKeyDown={walk}
          className="grid grid-cols-2 gap-x-3 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))] sm:gap-x-4"
        >
          {shown.map((clip, index) => (
            <ClipCard
              key={clip.id}
              clip={clip}
              isSelected={chosen.has(clip.id)}
              isSelecting={selected.length > 0}
              place={index}
              stillUrl={stillUrl}
              onSelect={select}
              onTime={onTime}
            />
          ))}
        </ul>
      )}
      {selected.length > 0 && (
        <section
          aria-label="Selected clips"
          className="sticky bottom-20 z-20 mx-auto mt-6 flex w-fit max-w-full animate-rise-in flex-wrap items-center gap-2 rounded-xl border border-line-strong bg-raised p-2 pl-4 shadow-float lg:bottom-6"
        >
          <p className="mr-2 font-medium">{formatPlural(selected.length, 'clip')} selected</p>
          {selected.length < shown.length && (
            <Button variant="ghost" size="sm" onClick={() => setChosen(new Set(shown.map(({ id }) => id)))}>
              Select all
            </Button>
          )}
          <Button
            size="sm"
            onClick={() => onDownload(selected)}
            disabled={!selected.some(({ state }) => state === 'ready')}
          >
            <Download />
            Download
          </Button>
          {onRemove && (
            <Button
              size="sm"
              variant="danger"
              onClick={() => {
                onRemove(selected)
                clear()
              }}
            >
              <Trash2 />
              Remove
            </Button>
          )}
          <Button variant="ghost" size="sm" onClick={clear}>
            <X />
            Clear
          </Button>
        </section>
      )}
    </div>
  )
}
