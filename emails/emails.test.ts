import { describe, expect, test } from 'vitest'
import { emailNames, emailSamples, renderEmail, renderSamples } from '.'

const appUrl = 'https://clips.example.com'
const cases = await renderSamples(appUrl)

describe.each(cases)('$name, $sample', ({ html, text, subject }) => {
  test('is under the size at which Gmail cuts a mail off, and needs no network to be read', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(102 * 1024)
    expect(html).not.toMatch(/@import|@font-face|url\(|<link|<script/i)
  })

  test('leads only to addresses of the app, each of which stands in the plain text too', () => {
    const addresses = [...html.matchAll(/href="([^"]*)"/g)].map(([, address = '']) => address.replaceAll('&amp;', '&'))
    expect(addresses.length).toBeGreaterThan(0)
    expect(addresses.filter((address) => !address.startsWith(`${appUrl}/`))).toEqual([])
    expect(addresses.filter((address) => !text.includes(address))).toEqual([])
  })

  test('names every picture, and shows none but the app’s own', () => {
    const pictures = [...html.matchAll(/<img[^>]*>/g)].map(([tag]) => tag)
    expect(pictures.filter((tag) => !/ alt="[^"]{5,}"/.test(tag) || !tag.includes(` src="${appUrl}/`))).toEqual([])
  })

  test('is text for people: nothing of the markup or the machine shows', () => {
    const machine = /undefined|\bnull\b|NaN|\[object|Invalid Date|\$\{/
    expect(`${subject}\n${text}`).not.toMatch(/<(table|td|p|a|div)\b|&nbsp;|&amp;/i)
    for (const each of [subject, html, text]) expect(each).not.toMatch(machine)
    expect(text.length).toBeGreaterThan(120)
    expect(text).not.toMatch(/\n{4}|[ \t]+$/m)
  })

  test('has a line for the list of mails that is neither empty nor cut off', () => {
    const [, preview = ''] = /<div[^>]*data-skip-in-text="true"[^>]*>([^<]*)/.exec(html) ?? []
    expect(preview.length).toBeGreaterThan(15)
    expect(preview.length).toBeLessThanOrEqual(200)
  })

  test('has a colour for the dark wherever it has one for the light', () => {
    expect(html).toContain('prefers-color-scheme: dark')
    expect(html).toContain('name="color-scheme" content="light dark"')
    // Every coloured ground inside <body> must be one that the dark styles know by its class.
    const grounds = [...html.matchAll(/<[a-z]+[^>]*background-color:\s*#[0-9a-f]{6}[^>]*>/gi)].map(([tag]) => tag)
    const alikeInBoth = /background-color:\s*#(fd6a25|080605)/i
    expect(grounds.filter((tag) => !alikeInBoth.test(tag) && !/class="[^"]*bg-/.test(tag))).toEqual([])
    expect(grounds.length).toBeGreaterThan(2)
  })

  test('has a subject of one line', () => {
    expect(subject).toMatch(/^[^\r\n]{5,200}$/)
    expect(subject).not.toMatch(/[!]|\s{2}/)
  })
})

const campaigns = ['onboarding-day-1', 'onboarding-day-3', 'trial-expiry', 'weekly-summary', 'inactivity']

test.each(cases)(
  '$name, $sample: carries a way out and its sender’s address if and only if nobody caused it',
  (mail) => {
    const [unsubscribe, preferences] = [`${appUrl}/unsubscribe`, `${appUrl}/settings/mail`]
    for (const part of [mail.html, mail.text])
      expect([unsubscribe, preferences, '75011 Paris'].map((each) => part.includes(each))).toEqual(
        Array(3).fill(campaigns.includes(mail.name)),
      )
  },
)

test('every mail of the product is here', () => {
  expect([...new Set(cases.map(({ name }) => name))].sort()).toEqual(
    [
      ...campaigns,
      ...['sign-in', 'welcome', 'workspace-invitation', 'processing-complete', 'export-ready', 'credits-low'],
      ...[
        'payment-receipt',
        'payment-failed',
        'plan-changed',
        'referral-invite',
        'referral-reward',
        'project-expiring',
      ],
    ].sort(),
  )
})

test('row 92: line ends in a title or a name stay out of the subject', async () => {
  const { subject } = await renderEmail('processing-complete', {
    locale: 'en',
    outcome: 'failed',
    projectTitle: 'a\r\nBcc: everybody@example.com\u2028b',
    projectUrl: 'http://localhost:3000/projects/1',
    reason: 'It broke.',
    creditsRefunded: 1,
  })
  expect(subject).toBe('No clips from “a Bcc: everybody@example.com b”: 1 credit given back')
})

test('row 93: markup in a title is text', async () => {
  const title = '<img src=x onerror=alert(1)>"><script>alert(1)</script>'
  const { html } = await renderEmail('processing-complete', {
    locale: 'en',
    outcome: 'complete',
    projectTitle: title,
    projectUrl: 'http://localhost:3000/projects/1',
    clips: [
      { title, reason: title, url: 'http://localhost:3000/clips/1', thumbnailUrl: null, durationMs: 1, score: 1 },
    ],
    clipCount: 1,
    creditsUsed: 1,
  })
  expect(html).not.toMatch(/<script|<img/i)
  expect(html).toContain('&lt;script&gt;')
})

test('days are those of the reader’s own time zone', async () => {
  const props = {
    workspaceName: 'Night Shift',
    inviterName: 'Amara',
    role: 'editor',
    url: 'http://localhost:3000/invite/1',
    expiresAt: new Date('2026-12-02T02:00:00Z'),
    locale: 'en',
  } as const
  const there = await renderEmail('workspace-invitation', { ...props, timeZone: 'America/Los_Angeles' })
  const here = await renderEmail('workspace-invitation', { ...props, timeZone: 'Asia/Tokyo' })
  expect(there.text).toContain('Tuesday, December 1')
  expect(here.text).toContain('Wednesday, December 2')
})

test.each(['workspace-invitation', 'referral-invite', 'referral-reward'] as const)(
  '%s, which may reach a stranger, makes no link of the name of a person or a workspace',
  async (name) => {
    for (const { props } of emailSamples(name, (path) => `${appUrl}${path}`)) {
      const names = {
        inviterName: 'https://win.example/now',
        workspaceName: 'www.win.example',
        friendName: 'win.example',
      }
      const { subject, html, text } = await renderEmail(name, { ...props, ...names })
      for (const part of [subject, html, text]) {
        expect(part).toContain('win example')
        expect(part).not.toMatch(/win\.example|https:\/\/win/)
      }
    }
  },
)

/** What somebody may have written, or somebody else's server have said. */
const written =
  /^(title|projectTitle|workspaceName|name|inviterName|friendName|message|reason|fileName|format|label|method|device|number|postalAddress)$/
const hostile = '</td><img src=x onerror=alert(1)>"\'><script>alert(1)</script>\r\nBcc: everybody@example.com'

/** The same shape with other words in it. */
const withHostileWords = <Props>(props: Props): Props => {
  const change = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return written.test(key) ? hostile : value
    if (Array.isArray(value)) return value.map((each) => change(each))
    if (value === null || typeof value !== 'object' || value instanceof Date) return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, change(each, name)]))
  }
  return change(props) as Props
}

test.each(emailNames)(
  'rows 92, 93: %s shows what people wrote as text, and keeps its subject on one line',
  async (name) => {
    const mails = await Promise.all(
      emailSamples(name, (path) => `${appUrl}${path}`).map(({ props }) => renderEmail(name, withHostileWords(props))),
    )
    for (const { html, subject } of mails) {
      expect(html).not.toMatch(/<script|onerror=alert\(1\)>/i)
      expect(subject).not.toMatch(/[\r\n]/)
      expect(subject.length).toBeLessThanOrEqual(200)
    }
    expect(mails.some(({ html }) => html.includes('&lt;script&gt;'))).toBe(true)
  },
)
