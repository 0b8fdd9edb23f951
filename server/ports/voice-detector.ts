/** Probability of speech over time. */
export interface VoiceDetector {
  readonly id: string
  version(): Promise<string>
  /** A detector with state: feed consecutive PCM (16 kHz mono s16), get one probability (0-1) per whole `hopSamples` fed. */
  open(): Promise<VoiceStream>
}

export interface VoiceStream {
  /** 512 samples = 32 ms for Silero. */
  readonly hopSamples: number
  feed(pcm: Int16Array): Promise<Float32Array>
  close(): Promise<void>
}
