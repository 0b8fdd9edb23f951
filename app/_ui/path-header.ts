/** Set by proxy.ts on every page request: the address asked for, which a layout can't know otherwise. */
export const pathHeader = 'x-clipforge-path'
