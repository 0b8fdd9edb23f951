'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { classNames } from '@/app/_ui/class-names'
import { Select } from '@/app/_ui/select'
import { useAddress } from '@/app/_ui/use-address'
import { Letter } from './letter'
import { LetterSubject } from './letter-subject'

/** Every letter: the template, the case, and whose data fills it, all in the address. */
export function Letters() {
  const { data: templates } = useSuspenseQuery(useTRPC().mailAdmin.templates.queryOptions())
  const { params, set } = useAddress()
  const userId = params.get('person')
  const workspaceId = params.get('workspace')
  const template = templates.find(({ name }) => name === params.get('template')) ?? templates[0]
  if (template === undefined) return null
  const variants = userId === null ? template.samples : template.real
  const variant = variants.find((each) => each === params.get('case')) ?? variants[0] ?? ''
  const choose = (name: string) => set({ template: name, case: null })
  return (
    <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[14rem_minmax(0,1fr)]">
      <nav aria-label="Letters" className="hidden lg:block">
        <ul>
          {templates.map(({ name }) => (
            <li key={name}>
              <button
                type="button"
                aria-current={name === template.name ? 'true' : undefined}
                onClick={() => choose(name)}
                className={classNames(
                  'block w-full rounded-lg px-3 py-2 text-left transition-colors',
                  name === template.name ? 'bg-hover font-medium' : 'text-ink-soft hover:bg-hover',
                )}
              >
                {name}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <div className="grid min-w-0 gap-4">
        <div className="flex flex-wrap gap-2">
          <Select
            label="Letter"
            className="w-full sm:w-56 lg:hidden"
            value={template.name}
            options={templates.map(({ name }) => ({ value: name, label: name }))}
            onChange={choose}
          />
          <Select
            label="Case"
            className="w-full sm:w-64"
            value={variant}
            options={variants.map((each) => ({ value: each, label: each }))}
            onChange={(next) => set({ case: next })}
          />
        </div>
        <LetterSubject
          userId={userId}
          workspaceId={workspaceId}
          onChange={(person, workspace) => set({ person, workspace, case: null })}
        />
        <Letter
          asked={{
            template: template.name,
            variant,
            ...(userId === null ? {} : { userId }),
            ...(userId === null || workspaceId === null ? {} : { workspaceId }),
          }}
        />
      </div>
    </div>
  )
}
