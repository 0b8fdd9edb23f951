import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { IconButton } from './icon-button'
import { Menu } from './menu'

test('on the server a menu is its button alone, which says that it opens one', () => {
  const drawn = renderToString(
    <Menu items={[{ label: 'Rename', onSelect: () => undefined }]}>
      <IconButton label="More" icon="…" />
    </Menu>,
  )
  expect(drawn).toMatch(/^<button [^>]*aria-label="More"[^>]*aria-haspopup="menu"[^>]*>…<\/button>$/)
  expect(drawn).toContain('aria-expanded="false"')
})
