'use client'

import { Film, Plus, SearchX } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/app/_ui/button'
import { EmptyState } from '@/app/_ui/empty-state'
import { ErrorState } from '@/app/_ui/error-state'
import { LinkButton } from '@/app/_ui/link-button'
import { PageHeader } from '@/app/_ui/page-header'
import { SearchBox } from '@/app/_ui/search-box'
import { Select } from '@/app/_ui/select'
import { Loading } from '@/app/_ui/skeleton'
import { useAddress } from '@/app/_ui/use-address'
import { useMayEdit } from '../../../_parts/use-may-edit'
import { EndDialog } from '../../_parts/end-dialog'
import type { Deed } from '../../_parts/end-words'
import { listFilter } from './list-filter'
import { ProjectTile } from './project-tile'
import { ProjectTileSkeleton } from './project-tile-skeleton'
import { RenameDialog } from './rename-dialog'
import type { ProjectCard } from './types'
import { isUnderWay, useProjectList } from './use-project-list'

const gridClass = 'grid grid-cols-[repeat(auto-fill,minmax(min(100%,15.5rem),1fr))] gap-4'

const statusOptions = [
  { value: 'any', label: 'Any status' },
  { value: 'waiting', label: 'Waiting for the video' },
  { value: 'queued', label: 'In line' },
  { value: 'working', label: 'Working' },
  { value: 'ready', label: 'Ready' },
  { value: 'failed', label: 'Failed' },
  { value: 'cancelled', label: 'Cancelled' },
] as const

const sortOptions = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'title', label: 'By name' },
] as const

/** Tiles that are in sight on most screens without scrolling. */
const firstRows = 8

const NoProjects = ({ isEditor }: { readonly isEditor: boolean }) => (
  <EmptyState
    icon={<Film />}
    title="No projects yet"
    actions={
      isEditor && (
        <>
          <LinkButton href="/projects/new" variant="primary">
            Bring a video
          </LinkButton>
          <LinkButton href="/projects/new?sample=1">Try the sample</LinkButton>
        </>
      )
    }
  >
    {isEditor
      ? 'Bring a talk, an interview or a stream. Its clips will stand here, with the reasons they were chosen.'
      : 'As a viewer you see here what the editors of this workspace bring, and the clips that come of it.'}
  </EmptyState>
)

/** All projects of the workspace: search, filter and sort live in the address. */
export function Dashboard() {
  const { params, set } = useAddress()
  const filter = listFilter((name) => params.get(name))
  const { list, projects, rename, cancel, remove } = useProjectList(filter)
  const isEditor = useMayEdit()
  const [renamed, setRenamed] = useState<ProjectCard | null>(null)
  const [ended, setEnded] = useState<{ readonly id: string; readonly deed: Deed } | null>(null)
  const isFiltered = filter.query !== undefined || filter.status !== undefined
  const [onSearch] = useState(() => (q: string) => set({ q }))

  return (
    <div className="mx-auto grid max-w-screen-2xl grid-cols-1 gap-6">
      <PageHeader
        title="Projects"
        actions={
          isEditor && (
            <LinkButton href="/projects/new" variant="primary" className="lg:hidden">
              <Plus aria-hidden="true" />
              New project
            </LinkButton>
          )
        }
      />
      {(projects.length > 0 || isFiltered) && (
        <div className="grid grid-cols-2 gap-2 sm:flex">
          <div className="col-span-2 sm:w-72">
            <SearchBox
              label="Search projects"
              placeholder="Search"
              group="Projects"
              value={filter.query ?? ''}
              onSearch={onSearch}
            />
          </div>
          <Select
            label="Status"
            value={filter.status ?? 'any'}
            options={statusOptions}
            onChange={(status) => set({ status: status === 'any' ? null : status })}
            className="sm:w-44"
          />
          <Select
            label="Order"
            value={filter.sort ?? 'newest'}
            options={sortOptions}
            onChange={(sort) => set({ sort: sort === 'newest' ? null : sort })}
            className="sm:ml-auto sm:w-40"
          />
        </div>
      )}
      {list.isPending ? (
        <Loading label="Loading your projects" className={gridClass}>
          {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
            <ProjectTileSkeleton key={key} />
          ))}
        </Loading>
      ) : list.isError && projects.length === 0 ? (
        <ErrorState
          title="Your projects could not be loaded"
          kept="They are kept; only the list did not arrive."
          {...(list.error.data?.requestId ? { requestId: list.error.data.requestId } : {})}
          actions={<Button onClick={() => void list.refetch()}>Try again</Button>}
        >
          {list.error.message}
        </ErrorState>
      ) : projects.length > 0 ? (
        <ul className={gridClass} aria-busy={list.isPlaceholderData}>
          {projects.map((project, index) => (
            <li key={project.id} className="grid">
              <ProjectTile
                project={project}
                isEager={index < firstRows}
                isEditor={isEditor}
                onRename={() => setRenamed(project)}
                onCancel={() => setEnded({ id: project.id, deed: 'cancel' })}
                onRemove={() =>
                  isUnderWay(project) ? setEnded({ id: project.id, deed: 'remove' }) : remove(project.id)
                }
              />
            </li>
          ))}
        </ul>
      ) : isFiltered ? (
        <EmptyState
          icon={<SearchX />}
          title="No project matches"
          actions={<Button onClick={() => set({ q: null, status: null })}>Show all projects</Button>}
        >
          {filter.query
            ? `No name contains “${filter.query}”${filter.status ? ' with this status' : ''}.`
            : 'None has this status.'}
        </EmptyState>
      ) : (
        <NoProjects isEditor={isEditor} />
      )}
      {list.hasNextPage && (
        <Button
          className="justify-self-center"
          isBusy={list.isFetchingNextPage}
          busyLabel="Loading more"
          onClick={() => void list.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      {ended && (
        <EndDialog
          key={ended.id}
          projectId={ended.id}
          deed={ended.deed}
          onEnd={(deed) => (deed === 'cancel' ? cancel(ended.id) : remove(ended.id))}
          onClose={() => setEnded(null)}
        />
      )}
      {renamed && (
        <RenameDialog
          key={renamed.id}
          what="project"
          name={renamed.title}
          onRename={(title) => rename(renamed.id, title)}
          onClose={() => setRenamed(null)}
        />
      )}
    </div>
  )
}
