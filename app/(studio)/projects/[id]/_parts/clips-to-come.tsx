/** Where clips will stand: the first frame says so, the others only have their shape. */
export const ClipsToCome = ({ stillUrl }: { readonly stillUrl: string | null }) => (
  <div className="grid grid-cols-2 gap-x-3 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))] sm:gap-x-4">
    <div className="dark-room relative isolate grid aspect-[9/16] content-center gap-1 overflow-hidden rounded-xl border border-line bg-stage p-5 text-center text-on-stage">
      {stillUrl && (
        // biome-ignore lint/performance/noImgElement: a blur of a picture that is small already
        <img
          src={stillUrl}
          alt=""
          className="absolute inset-0 -z-10 size-full scale-125 object-cover opacity-30 blur-lg saturate-50"
        />
      )}
      <h2 className="font-semibold">The first clip appears here</h2>
      <p className="text-sm text-on-stage-soft">You can play it as soon as it is ready, while the others are made.</p>
    </div>
    {['opacity-80', 'opacity-60 max-sm:hidden', 'opacity-40 max-sm:hidden', 'opacity-20 max-sm:hidden'].map((fade) => (
      <div
        key={fade}
        aria-hidden="true"
        className={`aspect-[9/16] rounded-xl border border-dashed border-line-strong ${fade}`}
      />
    ))}
  </div>
)
