import Link from 'next/link'
import { Figures } from './_parts/figures'
import { PlanTable } from './_parts/plan-table'
import { SampleStage } from './_parts/sample-stage'
import { StartField } from './_parts/start-field'
import { Steps } from './_parts/steps'
import { Tools } from './_parts/tools'

export default function LandingPage() {
  return (
    <div className="mx-auto max-w-6xl px-4 pb-24 sm:px-6">
      <section className="pt-12 sm:pt-20">
        <h1 className="max-w-4xl text-display font-bold">
          Bring the hour.
          <br />
          Leave with the clips.
        </h1>
        <p className="mt-5 max-w-2xl text-read text-ink-soft">
          It finds the parts that stand on their own, cuts them at whole sentences, keeps the person who speaks in frame
          and writes captions a phone can read.
        </p>
        <div className="mt-8">
          <StartField />
          <p className="mt-3 text-ink-faint">
            No video at hand?{' '}
            <Link
              href="/projects/new?sample=1"
              prefetch={false}
              className="rounded-sm font-medium text-accent-ink underline decoration-accent-line underline-offset-4 hover:decoration-current"
            >
              Try the sample
            </Link>
            . The first 60 minutes of every month are free.
          </p>
        </div>
      </section>
      <section aria-label="An example" className="mt-12 sm:mt-16">
        <SampleStage />
      </section>
      <div className="mt-24 grid gap-24 sm:mt-32 sm:gap-32">
        <Steps />
        <Tools />
        <Figures />
        <PlanTable />
      </div>
    </div>
  )
}
