const tags =
  'en es pt fr de it nl pl ro cs sk hu sv da no fi et lv lt el tr uk ru bg sr hr sl ca eu gl cy ga is mt ar he fa hi bn ur ta te ml kn mr gu pa ne si th vi id ms tl ko ja zh sw am yo ha zu af sq hy az ka kk mk mn my km lo'

/** Languages a talk may be in, named in English; "auto" first. */
export const languages: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'auto', label: 'Find out by listening' },
  ...tags
    .split(' ')
    .map((value) => ({ value, label: new Intl.DisplayNames(['en'], { type: 'language' }).of(value) ?? value }))
    .sort((a, b) => (a.label < b.label ? -1 : 1)),
]
