/** What the parts of a score are called, and what each asks. */
const words: Readonly<Record<string, { readonly label: string; readonly question: string }>> = {
  hook: { label: 'Hook', question: 'Does the opening make people stay?' },
  payoff: { label: 'Payoff', question: 'Does the end keep what the opening promised?' },
  clarity: { label: 'Clarity', question: 'Can it be followed without the rest?' },
  novelty: { label: 'Novelty', question: 'Is it said here and hardly elsewhere?' },
  emotion: { label: 'Emotion', question: 'Is there feeling in voice and words?' },
  relative: { label: 'In this video', question: 'How it stands against the rest of this video' },
}

export const featureLabel = (feature: string): string => words[feature]?.label ?? feature
export const featureQuestion = (feature: string): string => words[feature]?.question ?? ''

/** The five parts stand for the moment by itself; this one compares it, and has no scale of its own. */
export const isComparison = (feature: string): boolean => feature === 'relative'

/** "+27.6", "−3.0", "12.4": a comparison adds or takes away. */
export const formatPoints = (points: number, isSigned = false): string => {
  const text = Math.abs(points).toFixed(1)
  if (points < -0.05) return `−${text}`
  return isSigned ? `+${text}` : text
}
