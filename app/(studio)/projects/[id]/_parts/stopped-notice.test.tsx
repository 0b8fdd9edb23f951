import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { ProjectData } from '../../../clips/_parts/types'
import { StoppedNotice } from './stopped-notice'

type Credits = ProjectData['credits']

const words = (status: 'failed' | 'cancelled', credits: Omit<Credits, 'keptIfCancelled' | 'toCut'>): string =>
  renderToStaticMarkup(
    <StoppedNotice
      project={{ status, failure: null, clips: [], stages: [], credits: { ...credits, keptIfCancelled: 0, toCut: 0 } }}
    />,
  )

describe('what a stop did to the credits, and what another start takes', () => {
  test('all came back', () => {
    const said = words('cancelled', { reserved: 12, returned: 12, used: null, toStartAgain: 12 })
    expect(said).toContain('12 credits went back to your balance. Starting again takes 12 credits; until then')
  })

  test('all were used, because clips were finished', () => {
    const said = words('cancelled', { reserved: 1, returned: 0, used: 1, toStartAgain: 0 })
    expect(said).toContain(
      '1 credit was used, for the clips that were finished. Starting again costs no more; until then',
    )
  })

  test('the attempt before had paid', () => {
    const said = words('failed', { reserved: 0, returned: 0, used: 12, toStartAgain: 0 })
    expect(said).toContain(
      'Nothing more was charged: 12 credits were used before. Starting again costs no more; until then',
    )
  })

  test('nothing was reserved yet, for the video never came', () => {
    const said = words('cancelled', { reserved: 0, returned: 0, used: null, toStartAgain: null })
    expect(said).toContain('Nothing was charged.')
    expect(said).not.toContain('Starting again')
  })
})
