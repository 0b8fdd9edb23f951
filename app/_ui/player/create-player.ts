export type PlayerState = {
  readonly isReady: boolean
  readonly isPlaying: boolean
  /** Wants to play and has nothing to show yet. */
  readonly isWaiting: boolean
  readonly hasFailed: boolean
  readonly currentMs: number
  readonly durationMs: number
  /** End of what is loaded around the current time. */
  readonly bufferedMs: number
  readonly volume: number
  readonly isMuted: boolean
  /** Negative while it shuttles backwards. */
  readonly rate: number
  readonly isCaptioned: boolean
}

export type Player = {
  readonly attach: (video: HTMLVideoElement | null) => void
  readonly getState: () => PlayerState
  readonly subscribe: (listener: () => void) => () => void
  readonly play: () => void
  readonly pause: () => void
  readonly toggle: () => void
  readonly seek: (ms: number) => void
  /** Moves by milliseconds. */
  readonly nudge: (ms: number) => void
  /** Moves by frames, and pauses. */
  readonly step: (frames: number) => void
  /** J and L: play that way; pressed again, twice as fast. */
  readonly shuttle: (direction: 1 | -1) => void
  readonly setRate: (rate: number) => void
  readonly setVolume: (volume: number) => void
  readonly toggleMute: () => void
  readonly toggleCaptions: () => void
  /** Asks for the file again, and goes on where it was. */
  readonly reload: () => void
}

export const initialPlayerState: PlayerState = {
  isReady: false,
  isPlaying: false,
  isWaiting: false,
  hasFailed: false,
  currentMs: 0,
  durationMs: 0,
  bufferedMs: 0,
  volume: 1,
  isMuted: false,
  rate: 1,
  isCaptioned: true,
}

/** Until frames were seen going by. */
const usualFrameMs = 1000 / 30
const fastestShuttle = 4

const bufferedMs = ({ buffered, currentTime }: HTMLVideoElement): number => {
  for (let index = 0; index < buffered.length; index += 1)
    if (buffered.start(index) <= currentTime + 0.1 && buffered.end(index) >= currentTime)
      return buffered.end(index) * 1000
  return 0
}

/**
 * Drives one <video> and says what it does. Kept outside of React because the time changes with every frame: parts listen
 * to what they show and nothing else is drawn again. A new address for the same picture goes on at the same time.
 */
export const createPlayer = (): Player => {
  let video: HTMLVideoElement | null = null
  let state = initialPlayerState
  let frameMs = usualFrameMs
  /** As chosen; shuttling leaves it and comes back to it. */
  let chosenRate = 1
  let tick = 0
  let detach = new AbortController()
  /** Where to go on once the file is known. */
  let resume: { readonly ms: number; readonly isPlaying: boolean } | null = null
  const listeners = new Set<() => void>()

  const set = (patch: Partial<PlayerState>) => {
    const next = { ...state, ...patch }
    if (Object.entries(patch).every(([key, value]) => Object.is(Reflect.get(state, key), value))) return
    state = next
    for (const listener of listeners) listener()
  }

  const read = () => {
    if (!video || video.readyState < 1) return
    set({ currentMs: video.currentTime * 1000, bufferedMs: bufferedMs(video) })
  }

  const stopTicking = () => {
    cancelAnimationFrame(tick)
    tick = 0
  }

  const follow = () => {
    read()
    tick = requestAnimationFrame(follow)
  }

  const shuttleBack = (at: number) => {
    const back = (now: number) => {
      if (!video || state.rate >= 0) return
      // A browser can't play backwards: the picture is asked for as fast as it comes.
      if (!video.seeking) {
        seek(state.currentMs + (now - at) * state.rate)
        at = now
      }
      if (state.currentMs <= 0) return pause()
      tick = requestAnimationFrame(back)
    }
    tick = requestAnimationFrame(back)
  }

  const play = (rate = chosenRate) => {
    if (!video) return
    stopTicking()
    set({ rate })
    video.playbackRate = rate
    if (video.ended) video.currentTime = 0
    // A refusal (no gesture yet, a newer command) leaves the player paused, which is what it shows.
    video.play().catch(() => set({ isPlaying: false, isWaiting: false }))
  }

  const pause = () => {
    stopTicking()
    video?.pause()
    set({ isPlaying: false, isWaiting: false, rate: chosenRate })
  }

  const seek = (ms: number) => {
    const to = Math.max(0, state.durationMs ? Math.min(ms, state.durationMs) : ms)
    set({ currentMs: to })
    if (!video) return
    if (video.readyState < 1) resume = { ms: to, isPlaying: resume?.isPlaying ?? false }
    else video.currentTime = to / 1000
  }

  const learnFrameLength = (element: HTMLVideoElement) => {
    if (!('requestVideoFrameCallback' in element)) return
    let last: VideoFrameCallbackMetadata | null = null
    const look: VideoFrameRequestCallback = (_now, frame) => {
      const frames = last ? frame.presentedFrames - last.presentedFrames : 0
      const length = last && frames > 0 ? ((frame.mediaTime - last.mediaTime) * 1000) / frames : 0
      // The shortest step that was seen is a frame: longer ones are frames that were left out.
      if (length > 8 && length < frameMs + 0.01) frameMs = length
      last = element.paused ? null : frame
      if (video === element) element.requestVideoFrameCallback(look)
    }
    element.requestVideoFrameCallback(look)
  }

  const listen = (element: HTMLVideoElement) => {
    const { signal } = detach
    const on = (type: string, act: () => void) => element.addEventListener(type, act, { signal })
    on('loadedmetadata', () => {
      set({ isReady: true, hasFailed: false, durationMs: element.duration * 1000 })
      element.playbackRate = Math.abs(state.rate)
      if (!resume) return
      const { ms, isPlaying } = resume
      resume = null
      seek(ms)
      if (isPlaying) play()
    })
    on('emptied', () => {
      resume ??= { ms: state.currentMs, isPlaying: state.isPlaying }
      stopTicking()
      set({ isReady: false })
    })
    on('play', () => set({ isPlaying: true }))
    on('playing', () => {
      set({ isPlaying: true, isWaiting: false })
      stopTicking()
      follow()
    })
    on('waiting', () => set({ isWaiting: true }))
    on('canplay', () => set({ isWaiting: false }))
    on('pause', () => {
      // Going backwards, the element itself is paused.
      if (state.rate > 0) stopTicking()
      read()
      set({ isPlaying: state.rate < 0 && tick !== 0, isWaiting: false })
    })
    on('ended', () => set({ isPlaying: false }))
    on('timeupdate', read)
    on('seeked', read)
    on('progress', read)
    on('volumechange', () => set({ volume: element.volume, isMuted: element.muted }))
    on('error', () => {
      resume = { ms: state.currentMs, isPlaying: state.isPlaying }
      stopTicking()
      set({ hasFailed: true, isWaiting: false, isPlaying: false })
    })
  }

  return {
    attach: (element) => {
      detach.abort()
      detach = new AbortController()
      stopTicking()
      video = element
      if (!element) return
      listen(element)
      learnFrameLength(element)
      // Drawn by the server, it may be ready before anybody listens.
      if (element.readyState >= 1) set({ isReady: true, durationMs: element.duration * 1000 })
      if (element.error) set({ hasFailed: true })
    },
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    play: () => play(),
    pause,
    toggle: () => (state.isPlaying ? pause() : play()),
    seek,
    nudge: (ms) => seek(state.currentMs + ms),
    step: (frames) => {
      if (state.isPlaying) pause()
      // The middle of a frame is inside it, however the container rounds its times.
      seek((Math.floor(state.currentMs / frameMs + 0.02) + frames + 0.5) * frameMs)
    },
    shuttle: (direction) => {
      const isSameWay = state.isPlaying && Math.sign(state.rate) === direction
      const speed = isSameWay ? Math.min(fastestShuttle, Math.abs(state.rate) * 2) : 1
      if (direction === 1) return play(speed)
      stopTicking()
      set({ rate: -speed })
      video?.pause()
      set({ isPlaying: true })
      shuttleBack(performance.now())
    },
    setRate: (rate) => {
      chosenRate = rate
      set({ rate })
      if (video) video.playbackRate = rate
    },
    setVolume: (volume) => {
      if (!video) return
      video.volume = volume
      video.muted = volume === 0
    },
    toggleMute: () => {
      if (video) video.muted = !video.muted
    },
    toggleCaptions: () => set({ isCaptioned: !state.isCaptioned }),
    reload: () => {
      set({ hasFailed: false })
      video?.load()
    },
  }
}
