/** A place in a recording as players write it, cut to the second: 75_000 is "1:15", 3_675_000 is "1:01:15". */
export const clockTime = (ms: number): string => {
  const total = Math.floor(Math.max(0, ms) / 1000)
  const pad = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(total / 60)
  return minutes < 60
    ? `${minutes}:${pad(total % 60)}`
    : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(total % 60)}`
}
