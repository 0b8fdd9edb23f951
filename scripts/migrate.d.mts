export function ensureMigrated(url: string, options?: { readonly signal?: AbortSignal }): Promise<number>
