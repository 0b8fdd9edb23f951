import { projectSorts, projectStatuses } from '@/server/projects/schemas'

/** What the address asks the list for; unknown words are as if absent. Server and browser read it alike. */
export const listFilter = (param: (name: string) => string | null) => {
  const query = param('q')?.trim().slice(0, 200)
  const status = projectStatuses.find((each) => each === param('status'))
  const sort = projectSorts.find((each) => each === param('sort'))
  return { ...(query ? { query } : {}), ...(status ? { status } : {}), ...(sort ? { sort } : {}) }
}
