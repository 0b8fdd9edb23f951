type Environment = Readonly<Record<string, string | undefined>>

export const finishMs: number
export const predrainMs: (env: Environment) => number
export const webGoodbyeMs: (env: Environment) => number
