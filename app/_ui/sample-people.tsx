type Look = {
  readonly skin: string
  readonly hair: string
  readonly cloth: string
  readonly hasLongHair: boolean
  /** Where the eyes look: -1 left, 1 right. */
  readonly gaze: -1 | 1
}

/** Head at 0,0 with a radius of about 40; shoulders reach to y = 190. */
const Person = ({ look }: { readonly look: Look }) => (
  <>
    {look.hasLongHair && (
      <path d="M-46 -6C-50 -62 50 -62 46 -6C50 30 52 62 40 78H-40C-52 62 -50 30 -46 -6Z" fill={look.hair} />
    )}
    <path d="M-92 200C-92 112 -58 84 -16 76H16C58 84 92 112 92 200Z" fill={look.cloth} />
    <path d="M-15 30H15V74C15 92 -15 92 -15 74Z" fill={look.skin} />
    <path d="M-15 42C-6 52 6 52 15 42V56C6 62 -6 62 -15 56Z" fill={look.hair} opacity="0.22" />
    <ellipse cx="0" cy="0" rx="37" ry="44" fill={look.skin} />
    <path
      d={
        look.hasLongHair
          ? 'M-40 4C-46 -60 46 -60 40 4C34 -22 18 -32 -2 -32C-20 -32 -34 -20 -40 4Z'
          : 'M-39 -4C-44 -58 42 -60 39 -4C36 -18 32 -25 24 -28C4 -20 -16 -22 -28 -30C-34 -24 -37 -16 -39 -4Z'
      }
      fill={look.hair}
    />
    <g transform={`translate(${look.gaze * 6} 0)`}>
      <ellipse cx="-13" cy="-3" rx="3.4" ry="4" fill="var(--drawn-metal)" />
      <ellipse cx="13" cy="-3" rx="3.4" ry="4" fill="var(--drawn-metal)" />
      <path
        d="M-20 -13Q-13 -17 -7 -13M7 -13Q13 -17 20 -13"
        stroke={look.hair}
        strokeWidth="3"
        fill="none"
        strokeLinecap="round"
      />
      <path
        d={`M${look.gaze * 2} 2Q${look.gaze * 7} 10 ${look.gaze} 12`}
        stroke={look.hair}
        strokeWidth="2"
        fill="none"
        opacity="0.45"
        strokeLinecap="round"
      />
      <ellipse cx="0" cy="23" rx="9" ry="6.5" fill="var(--drawn-lip)" />
    </g>
  </>
)

const Microphone = () => (
  <g>
    <path d="M0 0V96" stroke="var(--drawn-metal)" strokeWidth="5" />
    <rect x="-12" y="-46" width="24" height="46" rx="12" fill="var(--drawn-metal)" />
    <path d="M-7 -30H7M-7 -23H7M-7 -16H7" stroke="var(--drawn-wall)" strokeWidth="2" />
  </g>
)

/** Two hosts at a table, 640 by 360: our own drawing of the sample talk that comes with the product. */
export const SamplePeople = () => (
  <g>
    <rect width="640" height="360" fill="var(--drawn-wall-2)" />
    {[0, 160, 320, 480].map((x) => (
      <rect key={x} x={x} width="80" height="360" fill="var(--drawn-wall)" />
    ))}
    <g transform="translate(322 112)">
      <circle r="86" fill="var(--drawn-lamp)" opacity="0.1" />
      <circle r="52" fill="var(--drawn-lamp)" opacity="0.13" />
      <path d="M-26 22L-14 -18H14L26 22Z" fill="var(--drawn-lamp)" />
      <path d="M0 22V200" stroke="var(--drawn-metal)" strokeWidth="4" />
    </g>
    <g transform="translate(592 226)" fill="var(--drawn-plant)">
      <path d="M0 70C-40 40 -52 -6 -34 -44C-8 -20 4 20 0 70Z" />
      <path d="M0 70C-10 20 2 -40 30 -66C48 -24 38 34 0 70Z" opacity="0.75" />
      <path d="M0 70C24 40 52 24 66 26C60 58 34 76 0 70Z" opacity="0.9" />
    </g>
    <g transform="translate(168 146)">
      <Person
        look={{
          skin: 'var(--drawn-skin-1)',
          hair: 'var(--drawn-hair-1)',
          cloth: 'var(--drawn-cloth-2)',
          hasLongHair: true,
          gaze: 1,
        }}
      />
    </g>
    <g transform="translate(470 134)">
      <Person
        look={{
          skin: 'var(--drawn-skin-2)',
          hair: 'var(--drawn-hair-2)',
          cloth: 'var(--drawn-cloth-1)',
          hasLongHair: false,
          gaze: -1,
        }}
      />
    </g>
    <rect y="306" width="640" height="54" fill="var(--drawn-table)" />
    <rect y="306" width="640" height="6" fill="var(--drawn-table-edge)" />
    <g transform="translate(240 250)">
      <Microphone />
    </g>
    <g transform="translate(398 246)">
      <Microphone />
    </g>
  </g>
)
