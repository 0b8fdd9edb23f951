import { classNames } from '@/app/_ui/class-names'

/** A sentence with its cut marks: where a clip may start and end, and where it may not. */
const CutDrawing = () => (
  <p className="text-lg leading-9 text-on-stage-soft" aria-hidden="true">
    so anyway that was the week{' '}
    <span className="border-y-2 border-l-2 border-accent bg-accent/15 px-1 py-1 text-on-stage">
      The best edit I ever made was ten seconds long.
    </span>
    <span className="border-y-2 border-r-2 border-accent bg-accent/15 px-1 py-1 text-on-stage">
      I cut them off the front.
    </span>{' '}
    and then we got lunch and
  </p>
)

const Frame = ({ className, isChosen = false }: { readonly className: string; readonly isChosen?: boolean }) => (
  <span
    className={classNames(
      'absolute rounded-sm border-2',
      isChosen ? 'border-accent bg-accent/10' : 'border-stage-line border-dashed',
      className,
    )}
  />
)

/** The modes of framing as frames in a wide picture. */
const FrameDrawing = () => (
  <div className="grid w-full grid-cols-3 gap-3 text-sm text-on-stage-soft" aria-hidden="true">
    {[
      { name: 'Follow', frames: <Frame isChosen className="inset-y-1 left-[10%] w-[32%]" /> },
      {
        name: 'Split',
        frames: (
          <>
            <Frame isChosen className="inset-y-[30%] bottom-1 left-[8%] w-[36%]" />
            <Frame isChosen className="inset-y-[30%] right-[8%] bottom-1 w-[36%]" />
          </>
        ),
      },
      { name: 'Whole', frames: <Frame isChosen className="inset-1" /> },
    ].map((mode) => (
      <div key={mode.name} className="grid gap-1.5">
        <span className="relative aspect-video overflow-hidden rounded-md bg-stage">
          <span className="absolute bottom-0 left-[17%] h-[46%] w-[18%] rounded-t-full bg-on-stage-soft/70" />
          <span className="absolute right-[17%] bottom-0 h-[46%] w-[18%] rounded-t-full bg-on-stage-soft/40" />
          {mode.frames}
        </span>
        {mode.name}
      </div>
    ))}
  </div>
)

/** One line in each of the three caption styles. */
const CaptionDrawing = () => (
  <div className="grid gap-3 text-center text-on-stage" aria-hidden="true">
    <p className="text-xl font-black tracking-tight uppercase">
      I cut them <span style={{ color: 'var(--caption-spoken)' }}>off</span> the front
    </p>
    <p className="text-base font-medium">I cut them off the front.</p>
    <p>
      <span className="bg-stage px-2 py-1 text-lg font-bold">I cut them off the front.</span>
    </p>
  </div>
)

const tools = [
  {
    title: 'Moments',
    text: 'Clips begin where a thought begins and end where it ends. A cut never lands inside a word, and every choice shows its evidence.',
    drawing: <CutDrawing />,
  },
  {
    title: 'Framing',
    text: 'The picture turns upright around whoever speaks: one person, two, or the whole shot when cropping would cut a face.',
    drawing: <FrameDrawing />,
  },
  {
    title: 'Captions',
    text: 'Words appear as they are said, away from faces, in a size a phone can read. SRT and VTT come along.',
    drawing: <CaptionDrawing />,
  },
] as const

export const Tools = () => (
  <section aria-labelledby="tools-title">
    <h2 id="tools-title" className="text-title font-semibold">
      Three tools, one pass
    </h2>
    <div className="mt-8 grid gap-5 md:grid-cols-3">
      {tools.map((tool) => (
        <article key={tool.title} className="flex flex-col overflow-hidden rounded-xl border border-line bg-surface">
          <div className="dark-room flex h-52 items-center justify-center border-b border-line bg-stage-raised p-5">
            {tool.drawing}
          </div>
          <div className="p-5">
            <h3 className="text-lg font-semibold">{tool.title}</h3>
            <p className="mt-1 text-read leading-6 text-ink-soft">{tool.text}</p>
          </div>
        </article>
      ))}
    </div>
  </section>
)
