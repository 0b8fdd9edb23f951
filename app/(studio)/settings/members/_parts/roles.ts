export const roles = [
  { value: 'viewer', label: 'Viewer', note: 'Watches and downloads' },
  { value: 'editor', label: 'Editor', note: 'Uploads videos and makes clips' },
  { value: 'admin', label: 'Admin', note: 'Manages members too' },
  { value: 'owner', label: 'Owner', note: 'Does everything' },
] as const

export type Role = (typeof roles)[number]['value']

const rank = (role: Role): number => roles.findIndex(({ value }) => value === role)

/** What somebody may give: nothing above their own, and a personal workspace keeps its one owner. */
export const rolesToGive = (own: Role, isPersonal: boolean) =>
  roles.filter(({ value }) => rank(value) <= rank(own) && !(isPersonal && value === 'owner'))

export const mayManage = (own: Role, other: Role): boolean => rank(own) >= rank('admin') && rank(other) <= rank(own)
