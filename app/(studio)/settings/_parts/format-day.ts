/** "25 Nov 2026, 19:05" by the person's own clock, the same on the server and in the browser. */
export const formatMoment = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(at)

/** "2 December 2026" */
export const formatDay = (at: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'long' }).format(at)
