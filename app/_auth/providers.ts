import GitHub from 'next-auth/providers/github'
import Google from 'next-auth/providers/google'
import type { Provider } from 'next-auth/providers/index'
import type { Env } from '@/server/env'

/** The ways in over another account that this installation is configured for. */
export const oauthProviders = (env: Env): Provider[] => {
  const providers: Provider[] = []
  if (env.GOOGLE_CLIENT_ID !== undefined && env.GOOGLE_CLIENT_SECRET !== undefined)
    providers.push(Google({ clientId: env.GOOGLE_CLIENT_ID, clientSecret: env.GOOGLE_CLIENT_SECRET }))
  if (env.GITHUB_CLIENT_ID !== undefined && env.GITHUB_CLIENT_SECRET !== undefined)
    providers.push(github({ clientId: env.GITHUB_CLIENT_ID, clientSecret: env.GITHUB_CLIENT_SECRET }))
  return providers
}

type Person = { readonly id: number; readonly login: string; readonly name: string | null; readonly avatar_url: string }
type Address = { readonly email: string; readonly primary: boolean; readonly verified: boolean }

/**
 * GitHub with the one address that it says was verified. The provider as it comes takes the public address of a profile, of which GitHub
 * says nothing. `apiUrl` and `loginUrl` are GitHub's own unless a test names others.
 */
export const github = ({
  clientId,
  clientSecret,
  apiUrl = 'https://api.github.com',
  loginUrl = 'https://github.com/login/oauth',
}: {
  readonly clientId: string
  readonly clientSecret: string
  readonly apiUrl?: string
  readonly loginUrl?: string
}): Provider => {
  const provider = GitHub({ clientId, clientSecret })
  return {
    ...provider,
    authorization: { url: `${loginUrl}/authorize`, params: { scope: 'read:user user:email' } },
    token: `${loginUrl}/access_token`,
    userinfo: {
      url: `${apiUrl}/user`,
      request: async ({ tokens }) => {
        const ask = async (path: string): Promise<unknown> => {
          const response = await fetch(`${apiUrl}${path}`, {
            headers: { authorization: `Bearer ${tokens.access_token}`, accept: 'application/vnd.github+json' },
            signal: AbortSignal.timeout(10_000),
          })
          if (!response.ok) throw new Error(`GitHub answers ${response.status} for ${path}`)
          return response.json()
        }
        const [profile, addresses] = (await Promise.all([ask('/user'), ask('/user/emails')])) as [Person, Address[]]
        const { id, login, avatar_url } = profile
        const verified = addresses.find((address) => address.primary && address.verified)
        const email = verified === undefined ? {} : { email: verified.email }
        return { id, login, name: profile.name ?? login, avatar_url, ...email, email_verified: verified !== undefined }
      },
    },
  }
}
