import { Body, Container, Head, Html, Link, Preview, Section, Text } from '@react-email/components'
import type { ReactNode } from 'react'
import type { Marketing } from '../_template'
import { accent, darkStyles, fontFamily, light } from '../_theme'

type Props = {
  /** The line that a list of mails shows beside the subject. */
  readonly preview: string
  /** Why this mail came, in small print. */
  readonly footer: string
  /** Of letters that nobody caused: how to have no more of them, and who sends them. */
  readonly marketing?: Marketing
  readonly children: ReactNode
}

/** The paper every mail is written on. */
export function Letter({ preview, footer, marketing, children }: Props) {
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{darkStyles}</style>
      </Head>
      <Preview>{preview}</Preview>
      <Body style={{ margin: 0, padding: 0, fontFamily }}>
        {/* Its own ground: what <Body> colours is a cell that carries no class, and stays light in the dark. */}
        <Section className="bg-canvas" style={{ padding: '32px 12px', backgroundColor: light('canvas') }}>
          <Container style={{ maxWidth: 560, margin: '0 auto' }}>
            <Wordmark />
            <Section
              className="card bg-surface border-line"
              style={{
                backgroundColor: light('surface'),
                border: `1px solid ${light('line')}`,
                borderRadius: 12,
                padding: '36px 36px 32px',
              }}
            >
              {children}
            </Section>
            <FinePrint>{footer}</FinePrint>
            {marketing && (
              <FinePrint>
                <SmallLink href={marketing.unsubscribeUrl}>Unsubscribe</SmallLink>
                {' or '}
                <SmallLink href={marketing.preferencesUrl}>choose which mails you get</SmallLink>.
              </FinePrint>
            )}
            {marketing?.postalAddress && <FinePrint>{marketing.postalAddress}</FinePrint>}
          </Container>
        </Section>
      </Body>
    </Html>
  )
}

const FinePrint = ({ children }: { readonly children: ReactNode }) => (
  <Text
    className="faint"
    style={{ margin: '16px 4px 0', fontSize: 13, lineHeight: '20px', wordBreak: 'break-word', color: light('faint') }}
  >
    {children}
  </Text>
)

const SmallLink = ({ href, children }: { readonly href: string; readonly children: ReactNode }) => (
  <Link href={href} className="faint" style={{ color: light('faint'), textDecoration: 'underline' }}>
    {children}
  </Link>
)

/** Drawn from table cells: a picture would be blocked or need a server that is reachable from outside. */
function Wordmark() {
  const bar = (heightPx: number, color: string, className?: string) => (
    <td style={{ padding: '0 1.5px', verticalAlign: 'middle' }}>
      <div
        className={className}
        style={{ width: 7, height: heightPx, borderRadius: 2, backgroundColor: color, fontSize: 0, lineHeight: 0 }}
      />
    </td>
  )
  return (
    <table data-skip-in-text role="presentation" cellPadding={0} cellSpacing={0} style={{ margin: '0 0 20px 4px' }}>
      <tbody>
        <tr>
          {bar(10, light('faint'), 'bg-faint')}
          {bar(22, accent)}
          {bar(10, light('faint'), 'bg-faint')}
          <td
            className="ink"
            style={{ paddingLeft: 8, fontSize: 18, fontWeight: 700, letterSpacing: '-0.03em', color: light('ink') }}
          >
            ClipForge
          </td>
        </tr>
      </tbody>
    </table>
  )
}
