import { Button, Heading, Link, Text } from '@react-email/components'
import type { ReactNode } from 'react'
import { accent, type ColorName, light, onAccent } from '../_theme'

export function Title({ children }: { readonly children: ReactNode }) {
  return (
    <Heading
      as="h1"
      className="ink"
      style={{
        margin: '0 0 12px',
        fontSize: 24,
        lineHeight: '30px',
        letterSpacing: '-0.02em',
        wordBreak: 'break-word',
        color: light('ink'),
      }}
    >
      {children}
    </Heading>
  )
}

export function Paragraph({ children, color = 'soft' }: { readonly children: ReactNode; readonly color?: ColorName }) {
  return (
    <Text
      className={color}
      style={{ margin: '0 0 16px', fontSize: 16, lineHeight: '25px', wordBreak: 'break-word', color: light(color) }}
    >
      {children}
    </Text>
  )
}

export function Small({ children }: { readonly children: ReactNode }) {
  return (
    <Text
      className="faint"
      style={{ margin: '20px 0 0', fontSize: 14, lineHeight: '21px', color: light('faint'), wordBreak: 'break-word' }}
    >
      {children}
    </Text>
  )
}

/** The one thing to do. */
export function Action({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Button
      href={href}
      className="below"
      style={{
        margin: '8px 0 4px',
        padding: '13px 22px',
        borderRadius: 8,
        backgroundColor: accent,
        color: onAccent,
        fontSize: 16,
        fontWeight: 650,
      }}
    >
      {children}
    </Button>
  )
}

/** What else there is to do, in a line of text. */
export function TextLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link href={href} className="ink" style={{ color: light('ink'), textDecoration: 'underline' }}>
      {children}
    </Link>
  )
}

/** A state in a word: green, amber or red, never by colour alone. */
export function State({ tone, children }: { readonly tone: 'good' | 'warn' | 'bad'; readonly children: ReactNode }) {
  return (
    <Text style={{ margin: '0 0 14px' }}>
      <span
        className={`${tone} bg-${tone}Soft`}
        style={{
          display: 'inline-block',
          padding: '3px 10px',
          borderRadius: 6,
          backgroundColor: light(`${tone}Soft`),
          color: light(tone),
          fontSize: 13,
          lineHeight: '20px',
          fontWeight: 650,
        }}
      >
        {children}
      </span>
    </Text>
  )
}
