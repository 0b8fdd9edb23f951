const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** "734 MB", "4.2 GB", everywhere: powers of 1024, in which every limit of ours is a round number. */
export const formatBytes = (bytes: number): string => {
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  const digits = value >= 99.95 || unit === 0 ? `${Math.round(value)}` : value.toFixed(1).replace('.0', '')
  return `${digits} ${units[unit]}`
}
