type Server = { readonly url: string; readonly pid: number }
type RedisOptions = { readonly dataDir: string; readonly programsDir?: string; readonly logFile?: string }

export function ensureRedis(options: RedisOptions): Promise<(Server & { readonly wasRunning: boolean }) | null>
export function findRedis(options: { readonly dataDir: string }): Promise<Server | null>
export function stopRedis(options: { readonly dataDir: string }): Promise<boolean>
