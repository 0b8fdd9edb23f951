import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { createPlayer } from './create-player'
import { VideoPlayer } from './video-player'

const track = (language: string | null): string =>
  /<track[^>]*>/.exec(
    renderToStaticMarkup(
      <VideoPlayer
        player={createPlayer()}
        title="A clip"
        src="/clip.mp4"
        posterUrl={null}
        captionsUrl="/clip.vtt"
        language={language}
        aspect={0.5625}
        durationMs={9_000}
        onFailed={() => undefined}
        onRetry={() => undefined}
      />,
    ),
  )?.[0] ?? ''

test('captions are in the language that was heard, and in none where that is not known', () => {
  expect(track('de')).toMatch(/srclang="de"/i)
  expect(track(null)).toContain('/clip.vtt')
  expect(track(null)).not.toMatch(/srclang/i)
})
