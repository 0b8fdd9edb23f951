import { describe, expect, it } from 'vitest'
import type { Demuxer } from '../types'
import { findUnguardedInput, generatedInput, guardedInput } from './guarded-input'

const input = { path: '/data/objects/sources/ab12.mp4', demuxer: 'mov' } as const
const demuxers: Demuxer[] = [
  ...(['mov', 'matroska', 'avi', 'mpegts', 'mpeg', 'flv'] as const),
  ...(['asf', 'ogg', 'wav', 'mp3', 'flac', 'aac'] as const),
]
const swap = (args: readonly string[], from: string, to: string) => args.map((arg) => (arg === from ? to : arg))

describe('findUnguardedInput', () => {
  it.each(demuxers)('lets a guarded %s input pass, with options such as -ss', (demuxer) => {
    const args = [...guardedInput({ ...input, demuxer }, ['-ss', '12.5']), '-vf', 'scale=1080:1920', 'out.mp4']
    expect(findUnguardedInput(args)).toBeNull()
  })

  it('lets several inputs pass, files and generated ones', () => {
    const args = [...guardedInput(input), ...generatedInput('anullsrc=d=1'), ...guardedInput(input), 'out.mp4']
    expect(findUnguardedInput(args)).toBeNull()
  })

  it('keeps the clock of formats whose clock may jump, and only of those', () => {
    const shifted = demuxers.filter((demuxer) => guardedInput({ ...input, demuxer }).includes('-itsoffset'))
    expect(shifted).toEqual(['mpegts', 'mpeg', 'ogg'])
  })

  it.each([
    ['a bare input', ['-i', 'file:/etc/passwd', 'out.mp4']],
    ['a second, bare input', [...guardedInput(input), '-i', 'file:/etc/passwd', 'out.mp4']],
    ['a relative path', swap(guardedInput(input), `file:${input.path}`, 'file:a.mp4')],
    ['another protocol', swap(guardedInput(input), `file:${input.path}`, 'http://127.0.0.1/')],
    ['a wider protocol list', swap(guardedInput(input), 'file', 'file,http')],
    ['a demuxer that is no family of ours', swap(guardedInput(input), 'mov', 'hls')],
    ['a demuxer other than the whitelisted one', swap(guardedInput(input), '-f', '-format_probesize')],
    ['more pixels', swap(guardedInput(input), '36000000', '900000000')],
    ['a guard undone by a later option', guardedInput(input, ['-protocol_whitelist', 'file,http'])],
    ['a demuxer replaced by a later option', guardedInput(input, ['-f', 'concat'])],
    ['a generator read as a file', swap(generatedInput('sine'), 'sine', 'file:/etc/passwd')],
    ['a filter that opens files', [...guardedInput(input), '-vf', 'null[a];movie=/etc/passwd[b];[a][b]overlay']],
    ['a named filter that opens files', generatedInput('amovie@x=http\\://host')],
    ['captions read by a demuxer', [...guardedInput(input), '-vf', 'scale=64:64,subtitles=a.srt']],
    ['an option read from a file', [...guardedInput(input), '-/filter_complex', '/tmp/graph']],
    ['an input without a value', [...guardedInput(input).slice(0, -1)]],
  ])('refuses %s', (_name, args) => {
    expect(findUnguardedInput(args)).toEqual(expect.any(String))
  })
})
