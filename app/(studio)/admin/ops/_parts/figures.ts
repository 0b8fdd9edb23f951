import { formatCount } from '@/app/_ui/format'

/** Figures as the page writes them. "–" where there is none. */
type Figure = number | null | undefined

export const rate = (value: Figure): string =>
  value === null || value === undefined
    ? '–'
    : value > 0 && value < 0.1
      ? value.toFixed(2)
      : value < 10
        ? value.toFixed(1).replace('.0', '')
        : formatCount(value)

export const milliseconds = (value: Figure): string => {
  if (value === null || value === undefined) return '–'
  if (value < 10) return `${value.toFixed(1).replace('.0', '')} ms`
  return value < 1_000 ? `${Math.round(value)} ms` : `${rate(value / 1_000)} s`
}

/** A small share must not read as none. */
export const percent = (share: Figure): string => {
  if (share === null || share === undefined) return '–'
  const value = share * 100
  if (value === 0) return '0%'
  return value < 0.1 ? '<0.1%' : `${value < 10 ? value.toFixed(1).replace('.0', '') : Math.round(value)}%`
}

export const seconds = (value: Figure): string => {
  if (value === null || value === undefined) return '–'
  if (value < 1) return value === 0 ? '0 s' : '<1 s'
  if (value < 120) return `${Math.round(value)} s`
  return value < 7_200 ? `${Math.round(value / 60)} min` : `${Math.round(value / 3_600)} h`
}

export const times = (value: Figure): string => (value === null || value === undefined ? '–' : `${rate(value)}×`)

/** "14:32" by the reader's clock. */
export const clock = (atMs: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(atMs)

export const latest = (trend: readonly Figure[]): number | null => trend.at(-1) ?? null
