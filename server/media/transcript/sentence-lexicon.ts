/** Word lists that sentence ends are read by. Closed classes of the language, written down here; no corpus behind them. */

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean))

/** With their point these never end a sentence: a name or a number follows. */
export const titleAbbreviations = set(`
  mr mrs ms mx dr prof rev hon gen col maj capt lt sgt sen rep gov pres st mt ft vs fig no nos vol pp ed eds cf ca approx
  e.g i.e viz al hr frau m mme mlle dott sig sra sres z.b d.h bzw u.a
`)

/** These may end one: whether they do shows in what follows. */
export const otherAbbreviations = set(`
  etc inc ltd co corp jr sr u.s u.k e.u u.n d.c a.m p.m ph.d b.a m.a m.d usw jan feb mar apr jun jul aug sep sept oct nov dec
`)

/** English words on which no sentence ends (but in the rare case of something cut off). */
export const neverLast = set(`
  a an the my your his its our their this these those every each
  and or but nor because although though unless until while whereas if whether since
  of to in on at by for from with into onto about between through during without within against toward towards upon among
  is are was were am be been being has have had do does did can could will would shall should may might must
  i we he she they who whose which that what when where why how as than very too quite more most such
  i'm i've i'll i'd we're we've we'll you're you've you'll he's she's they're they've it's that's there's what's gonna wanna
  not no so just really even also
`)

/** English words that begin a sentence often: after a pause they speak for a boundary. Weights are by feel, tested together. */
export const openers: Readonly<Record<string, number>> = {
  ...weigh(
    1,
    `so now well okay ok anyway look listen yeah yes actually basically finally first second then however therefore today`,
  ),
  ...weigh(0.7, `but because what why how when who where let's there here imagine remember`),
  ...weigh(
    0.5,
    `i we you he she it they this that these those and my our if in at it's i'm we're that's there's he's she's they're`,
  ),
}

/** English words on which no sentence begins: they lean on what came before. */
export const neverFirst = set(`of than him them us me himself themselves myself too else ago either though etc`)

export const discourseMarkers = set(`so and but well okay ok now then or yeah right um uh like because`)
export const questionWords = set(`what why how when who where which whose what's who's how's where's why's when's`)
export const auxiliaries = set(`
  is are was were am do does did can could will would shall should may might must have has had
  isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't
`)
export const subjects = set(`
  i you he she it we they this that these those there anyone anybody someone somebody everyone everybody the a an my your his
  her our their one
`)

function weigh(weight: number, words: string): Record<string, number> {
  return Object.fromEntries(words.split(/\s+/).map((word) => [word, weight]))
}
