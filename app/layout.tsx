import './_ui/ui.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { brand } from './_ui/brand'
import { fontVariables } from './_ui/fonts'
import { themeScript } from './_ui/theme-script'

export const metadata: Metadata = {
  title: { default: `${brand.name}: ${brand.line.toLowerCase()}`, template: `%s · ${brand.name}` },
  description: brand.description,
  applicationName: brand.name,
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1, viewportFit: 'cover' }

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" className={fontVariables} suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours; it must run before the first paint */}
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>{children}</body>
    </html>
  )
}
