import type { Metadata } from 'next'
import { getCaller } from '@/app/_trpc/server'
import { DataList } from '@/app/_ui/data-list'
import { formatBytes, formatPlural } from '@/app/_ui/format'
import { Progress } from '@/app/_ui/progress'
import { limits } from '@/server/media/limits'
import { Section } from '../_parts/section'

export const metadata: Metadata = { title: 'Storage' }

export default async function StoragePage() {
  const use = await (await getCaller()).workspace.storage()
  const share = use.limitBytes === 0 ? 1 : use.usedBytes / use.limitBytes
  return (
    <Section
      title="Storage"
      description={`What this workspace keeps. Removing a project frees what its files take. A video that no project is made of goes by itself after ${limits.uploadKeepHours / 24} days; until then it stands under New project.`}
    >
      <p className="text-2xl font-semibold">
        <span className="numbers">{formatBytes(use.usedBytes)}</span>{' '}
        <span className="text-base font-normal text-ink-faint">of {formatBytes(use.limitBytes)}</span>
      </p>
      <Progress
        share={share}
        label="Storage used"
        tone={share >= 0.95 ? 'bad' : share >= 0.8 ? 'warn' : 'accent'}
        className="mt-3"
      />
      <DataList
        className="mt-5"
        rows={[
          ['Videos', `${formatBytes(use.sourceBytes)} · ${formatPlural(use.sourceCount, 'video')}`],
          ['Clips', `${formatBytes(use.clipBytes)} · ${formatPlural(use.clipCount, 'file')}`],
          ['Free', formatBytes(use.freeBytes)],
        ]}
      />
    </Section>
  )
}
