import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

/**
 * The addresses of the build in `distDir`, as Next writes them ("/projects/[id]"). None where nothing was built: in development they come and go.
 */
export const readRoutes = (distDir: string): readonly string[] => {
  try {
    const file = path.join(distDir, 'app-path-routes-manifest.json')
    return Object.values(z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, 'utf8'))))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
