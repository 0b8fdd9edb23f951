import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getContext } from '@/app/_trpc/server'
import { classNames } from '@/app/_ui/class-names'
import { formatBytes } from '@/app/_ui/format'
import { MailView } from '@/app/_ui/mail-view'
import { PageHeader } from '@/app/_ui/page-header'
import { type EmailName, renderSamples } from '@/emails'

export const metadata: Metadata = { title: 'Emails' }

type Params = { readonly name?: string; readonly sample?: string }

export default async function EmailsPage({ searchParams }: { readonly searchParams: Promise<Params> }) {
  const { isLocal, appUrl } = (await getContext()).app.config
  // The layout runs beside this page: what it answers keeps nothing of this from being drawn, and sent.
  if (!isLocal) notFound()
  const [all, chosen] = await Promise.all([renderSamples(appUrl), searchParams])
  const current = all.find(({ name, sample }) => name === chosen.name && sample === chosen.sample) ?? all[0]
  if (current === undefined) return null
  const names = [...new Set(all.map(({ name }) => name))]
  const hrefOf = (name: EmailName, sample: string) => `/dev/emails?${new URLSearchParams({ name, sample })}`
  return (
    <div className="grid gap-6">
      <PageHeader title="Emails" description="Each letter with sample content, as it is drawn for a real one." />
      <div className="grid items-start gap-6 lg:grid-cols-[16rem_1fr]">
        <nav aria-label="Letters" className="grid gap-4">
          {names.map((name) => (
            <div key={name}>
              <h2 className="px-3 text-sm font-medium text-ink-faint">{name}</h2>
              <ul>
                {all
                  .filter((each) => each.name === name)
                  .map(({ sample }) => {
                    const isHere = name === current.name && sample === current.sample
                    return (
                      <li key={sample}>
                        <a
                          href={hrefOf(name, sample)}
                          aria-current={isHere ? 'page' : undefined}
                          className={classNames(
                            'block rounded-lg px-3 py-2',
                            isHere ? 'bg-hover font-medium' : 'text-ink-soft hover:bg-hover',
                          )}
                        >
                          {sample}
                        </a>
                      </li>
                    )
                  })}
              </ul>
            </div>
          ))}
        </nav>
        <section className="grid min-w-0 gap-3" aria-label="Letter">
          <h2 className="text-lg font-semibold">{current.subject}</h2>
          <p className="numbers text-sm text-ink-faint">{formatBytes(new Blob([current.html]).size)} of 102 kB</p>
          <MailView title={current.subject} html={current.html} text={current.text} />
        </section>
      </div>
    </div>
  )
}
