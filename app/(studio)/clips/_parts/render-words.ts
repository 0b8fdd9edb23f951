import { captionStyles } from '@/server/media/captions/styles'

export const framingLabels = { auto: 'Shot by shot', focus: 'Follow the speaker', fit: 'Whole picture' } as const
export const captionOptions = [
  ...captionStyles.map(({ id, name, look }) => ({ value: id, label: name, note: look })),
  { value: 'none', label: 'No captions', note: 'Captions as a track that can be switched' },
]

export const framingLabel = (framing: string): string =>
  framing === 'auto' || framing === 'focus' || framing === 'fit' ? framingLabels[framing] : framing

export const captionLabel = (captions: string): string =>
  captionOptions.find(({ value }) => value === captions)?.label ?? captions
