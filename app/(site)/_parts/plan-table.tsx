import { Check } from 'lucide-react'
import { formatCount } from '@/app/_ui/format'
import { plans, trial } from '@/server/credits/plans'

const rows = Object.values(plans)
const trialName = plans[trial.plan].name

/** What each plan gives, from the table that the ledger stands on. No prices: nothing is sold yet, and the page says so. */
export const PlanTable = () => (
  <section id="plans" aria-labelledby="plans-title" className="scroll-mt-8">
    <h2 id="plans-title" className="text-title font-semibold">
      Plans
    </h2>
    <p className="mt-3 max-w-2xl text-read text-ink-soft">
      1 credit cuts 1 started minute of source, however many clips come out of it. What fails or finds nothing costs
      nothing. A new account has {trialName} for {trial.days} days, without a card, then Free. The others are not on
      sale yet.
    </p>
    <ul className="mt-8 grid gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid-cols-2 lg:grid-cols-4">
      {rows.map((plan) => (
        <li key={plan.id} className="flex flex-col gap-5 bg-surface p-5 sm:p-6">
          <h3 className="text-lg font-semibold">{plan.name}</h3>
          <p>
            <span className="numbers text-2xl font-semibold">{formatCount(plan.creditsPerMonth)}</span>
            <span className="mt-1 block text-ink-faint">credits a month</span>
          </p>
          <ul className="grid gap-1.5 text-ink-soft">
            {[
              plan.hasWatermark ? 'A small mark on each clip' : 'No mark on clips',
              `Unused credits stay, up to ${formatCount(plan.creditsPerMonth)}`,
            ].map((line) => (
              <li key={line} className="flex gap-2">
                <Check className="mt-0.5 size-4 shrink-0 text-ink-faint" aria-hidden="true" />
                {line}
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  </section>
)
