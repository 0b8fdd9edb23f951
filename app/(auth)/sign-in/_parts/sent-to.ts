/** The address a link was sent to, for the next page of this tab; it stays out of addresses and logs. */
const key = 'clipforge-sent-to'

export const keepSentTo = (email: string): void => sessionStorage.setItem(key, email)
export const readSentTo = (): string | null => sessionStorage.getItem(key)
