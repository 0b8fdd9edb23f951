/** Why subtitles were refused; `projects/transcribe-source.ts` turns it into the error that people see. */
export class SubtitleProblem extends Error {
  readonly kind: 'invalid' | 'too-much'
  /** From 1; null where the whole file is meant. */
  readonly line: number | null

  constructor(kind: SubtitleProblem['kind'], line: number | null, message: string) {
    super(line === null ? message : `line ${line}: ${message}`)
    this.name = 'SubtitleProblem'
    this.kind = kind
    this.line = line
  }
}

export const invalid = (line: number, problem: string): SubtitleProblem => new SubtitleProblem('invalid', line, problem)

export const tooMuch = (problem: string): SubtitleProblem => new SubtitleProblem('too-much', null, problem)
