const steps = [
  {
    title: 'Bring the long one',
    text: 'A file from your disk or a link. Up to two hours and 20 GB. Close the tab halfway and the upload goes on where it stopped.',
  },
  {
    title: 'Read the reasons',
    text: 'It listens to every sentence and looks at every shot. Each clip comes with its score and what made it; what was passed over says why.',
  },
  {
    title: 'Take what is good',
    text: 'Play, rename, turn to another shape, download as MP4 with subtitles beside it. The first clip is there before the last is cut.',
  },
] as const

export const Steps = () => (
  <section id="how" aria-labelledby="how-title" className="scroll-mt-8">
    <h2 id="how-title" className="text-title font-semibold">
      How it works
    </h2>
    <ol className="mt-8 grid border-t border-line md:grid-cols-3">
      {steps.map((step, index) => (
        <li
          key={step.title}
          className="border-line py-6 not-last:border-b md:border-b-0! md:not-first:pl-8 md:not-last:border-r md:not-last:pr-8"
        >
          <span className="numbers text-sm text-accent-ink">{index + 1}</span>
          <h3 className="mt-3 text-xl font-semibold">{step.title}</h3>
          <p className="mt-2 text-read text-ink-soft">{step.text}</p>
        </li>
      ))}
    </ol>
  </section>
)
