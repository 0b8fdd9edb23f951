/** Exactly these variables for a child process. Next's types demand NODE_ENV of every environment; a cleared one owes nobody that. */
export const cleanEnvironment = (variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv =>
  variables as NodeJS.ProcessEnv
