const names: Readonly<Record<string, string>> = {
  whisper: 'Whisper',
  pocketsphinx: 'PocketSphinx',
  openai: 'a speech service',
  subtitles: 'your own subtitles',
  none: 'nobody: the video has no sound',
}

/** Who listened, as a creator calls it: "Whisper" for the id "whisper", "your own subtitles" for "subtitles". */
export const nameEngine = (id: string): string => names[id] ?? id
