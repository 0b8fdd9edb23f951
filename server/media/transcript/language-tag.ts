/** The languages Whisper knows, as it writes their tags. */
const tags =
  'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su yue'.split(
    ' ',
  )

const names = new Intl.DisplayNames(['en'], { type: 'language' })
/** Names that Whisper writes in another way than the registry. */
const otherNames: Readonly<Record<string, string>> = {
  mandarin: 'zh',
  castilian: 'es',
  flemish: 'nl',
  tagalog: 'tl',
  myanmar: 'my',
}

const tagsByName = new Map(tags.map((tag) => [(names.of(tag) ?? tag).toLowerCase(), tag]))

/** "english", "English", "en" and "en-US" are "en"; null for what is no language known here. */
export const languageTag = (language: string): string | null => {
  const wanted = language.trim().toLowerCase()
  const primary = wanted.split('-')[0] ?? wanted
  return tagsByName.get(wanted) ?? otherNames[wanted] ?? (tags.includes(primary) ? primary : null)
}
