type Env = Readonly<Record<string, string | undefined>>

export const finishMs: number
export function predrainMs(env: Env): number
export function webGoodbyeMs(env: Env): number
