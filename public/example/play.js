// The talk and its clip on the start page, in step, without the 135 kB of script that the rest of the product needs: an element of our own, so that it
// works in a page that was sent whole and in one that the browser puts together.

/** Further apart than this, and lips and captions no longer belong to the talk beside them. */
const mostApartS = 0.12
const seenShare = 0.4

/** Attributes: start-ms and talk-ms say where in the whole talk the seconds shown are. It plays while it is seen, unless somebody stopped it or asked for less motion. */
class ClipExample extends HTMLElement {
  #isSeen = false
  #frame = 0

  connectedCallback() {
    ;[this.talk, this.clip] = this.querySelectorAll('video')
    this.isWanted ??= !matchMedia('(prefers-reduced-motion: reduce)').matches
    this.observer = new IntersectionObserver(
      ([entry]) => {
        this.#isSeen = entry.isIntersecting
        this.#follow()
      },
      { threshold: seenShare },
    )
    this.observer.observe(this)
    this.onclick = ({ target }) => {
      if (!target.closest('button')) return
      this.isWanted = !this.hasAttribute('data-playing')
      this.#follow()
    }
  }

  disconnectedCallback() {
    this.observer.disconnect()
    this.#stop()
  }

  #follow() {
    if (!this.#isSeen || !this.isWanted) this.#stop()
    else if (!this.hasAttribute('data-playing')) void this.#play()
  }

  async #play() {
    this.setAttribute('data-playing', '')
    try {
      await Promise.all([this.talk.play(), this.clip.play()])
    } catch {
      // A browser that lets nothing play by itself shows the still pictures, and the button.
      return this.#stop()
    }
    if (this.hasAttribute('data-playing')) this.#step()
  }

  #stop() {
    this.removeAttribute('data-playing')
    cancelAnimationFrame(this.#frame)
    this.talk.pause()
    this.clip.pause()
  }

  #step = () => {
    const { talk, clip } = this
    const isAtTheTurn = Math.min(talk.currentTime, clip.currentTime) < mostApartS
    if (!isAtTheTurn && Math.abs(talk.currentTime - clip.currentTime) > mostApartS) talk.currentTime = clip.currentTime
    const atMs = Number(this.getAttribute('start-ms')) + clip.currentTime * 1_000
    this.style.setProperty('--played', `${(100 * atMs) / Number(this.getAttribute('talk-ms'))}%`)
    this.#frame = requestAnimationFrame(this.#step)
  }
}

/** An element that is met while the page still comes is asked before its videos are there. */
const define = () => customElements.define('clip-example', ClipExample)
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', define, { once: true })
else define()
