import { brand } from '@/app/_ui/brand'

/** A long strip of source with the pieces that were cut out of it: heights and places as a real analysis leaves them. */
const strip = [3, 5, 4, 7, 6, 9, 8, 5, 4, 6, 3, 4, 8, 9, 7, 5, 3, 4, 6, 5, 9, 9, 8, 6, 4, 3, 5, 4]
const pieces = [
  { from: 4, to: 7, score: 87, length: '0:41' },
  { from: 12, to: 15, score: 81, length: '0:34' },
  { from: 20, to: 23, score: 78, length: '0:27' },
]

export const CuttingStrip = () => (
  <aside
    aria-hidden="true"
    className="dark-room hidden flex-col justify-center gap-10 border-l border-line bg-canvas px-16 text-ink lg:flex"
  >
    <p className="max-w-md text-2xl font-semibold text-balance">{brand.line}</p>
    <div className="max-w-xl">
      <div className="flex h-16 items-center gap-1">
        {strip.map((height, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a drawing; nothing in it moves
            key={index}
            className={`flex-1 rounded-sm ${pieces.some(({ from, to }) => index >= from && index <= to) ? 'bg-accent' : 'bg-line-strong'}`}
            style={{ height: `${height * 10}%` }}
          />
        ))}
      </div>
      <div className="mt-8 flex gap-5">
        {pieces.map(({ score, length, from }) => (
          <div key={from} className="w-28">
            <div className="relative flex aspect-9/16 flex-col items-center justify-end overflow-hidden rounded-lg border border-line bg-(--drawn-wall)">
              <span className="absolute top-[30%] size-11 rounded-full bg-(--drawn-skin-1)" />
              <span className="absolute top-[54%] h-full w-24 rounded-t-[2.5rem] bg-(--drawn-cloth-1)" />
              <span className="relative h-1.5 w-4/5 rounded-full bg-accent" />
              <span className="relative mt-1.5 mb-7 h-1.5 w-3/5 rounded-full bg-(--caption)" />
            </div>
            <p className="numbers mt-2 flex justify-between text-sm text-ink-faint">
              <span>{length}</span>
              <span className="text-ink-soft">{score}</span>
            </p>
          </div>
        ))}
      </div>
    </div>
    <p className="max-w-md text-ink-soft">{brand.description}</p>
  </aside>
)
