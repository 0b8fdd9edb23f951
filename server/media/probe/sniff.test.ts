import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leadingTagBytes, type Refusal, sniffContainer } from './sniff'

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : part)))
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0)
const transportPackets = (prefix: number, size: number): Uint8Array =>
  bytes(...Array.from({ length: 8 }, () => [...zeros(prefix), 0x47, ...zeros(size - prefix - 1)]))
const utf16 = (text: string): Uint8Array => bytes([0xff, 0xfe], ...[...text].map((c) => [c.charCodeAt(0), 0]))

const accepted: [string, Uint8Array][] = [
  ['mov', bytes([0, 0, 0, 32], 'ftypisom', zeros(20))],
  ['mov', bytes([0, 0, 0, 8], 'wide', [0, 0, 0, 0], 'mdat')],
  ['matroska', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x93, 0x42, 0x82, 0x88], 'matroska', zeros(20))],
  ['matroska', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84], 'webm', zeros(20))],
  ['avi', bytes('RIFF', zeros(4), 'AVI LIST')],
  ['wav', bytes('RIFF', zeros(4), 'WAVEfmt ')],
  ['wav', bytes('RF64', [255, 255, 255, 255], 'WAVEds64')],
  ['flv', bytes('FLV\x01', [5, 0, 0, 0, 9], zeros(10))],
  ['asf', bytes([0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11], zeros(10))],
  ['ogg', bytes('OggS', zeros(24))],
  ['flac', bytes('fLaC', zeros(24))],
  ['mpeg', bytes([0, 0, 1, 0xba, 0x44], zeros(24))],
  ['mpegts', transportPackets(0, 188)],
  ['mpegts', transportPackets(4, 192)],
  ['mpegts', transportPackets(0, 204)],
  ['mp3', bytes([0xff, 0xfb, 0x90, 0x44], zeros(24))],
  ['mp3', bytes('ID3', [4, 0, 0, 0, 0, 0, 40], zeros(24))],
  ['aac', bytes([0xff, 0xf1, 0x50, 0x80], zeros(24))],
]

const refused: [Refusal, Uint8Array][] = [
  ['empty', bytes()],
  ['too-short', bytes([0])],
  ['playlist', bytes('#EXTM3U\n#EXT-X-VERSION:3\n')],
  ['playlist', bytes('\xef\xbb\xbf \n#EXTM3U\n#EXT-X-VERSION:3\n')],
  ['playlist', utf16('#EXTM3U\nhttp://host/a.ts\n')],
  ['playlist', bytes('[playlist]\nFile1=http://host/\n')],
  ['concat-script', bytes("ffconcat version 1.0\nfile '/etc/passwd'\n")],
  ['concat-script', bytes("file '/etc/passwd'\n")],
  ['dash-manifest', bytes('<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">')],
  ['sdp', bytes('v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n')],
  ['svg', bytes('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">')],
  ['svg', bytes('<svg:svg xmlns:svg="http://www.w3.org/2000/svg">')],
  ['html', bytes('<!DOCTYPE html><html><body></body></html>')],
  ['xml', bytes('<?xml version="1.0"?><rss></rss>')],
  ['subtitles', bytes('WEBVTT\n\n00:00.000 --> 00:01.000\nhi\n')],
  ['subtitles', bytes('1\r\n00:00:01,000 --> 00:00:02,000\r\nhi\r\n')],
  ['text', bytes('Dear all, please find attached the video.')],
  ['image', bytes([0x89], 'PNG\r\n\x1a\n', zeros(8))],
  ['image', bytes([0xff, 0xd8, 0xff, 0xe0], zeros(12))],
  ['image', bytes('GIF89a', zeros(12))],
  ['image', bytes('RIFF', zeros(4), 'WEBPVP8 ')],
  ['image', bytes([0, 0, 0, 24], 'ftypheic', zeros(12))],
  ['image', bytes([0, 0, 0, 24], 'ftypavif', zeros(12))],
  ['archive', bytes('PK\x03\x04', zeros(12))],
  ['document', bytes('%PDF-1.7\n', zeros(12))],
  ['program', bytes([0x7f], 'ELF', zeros(12))],
  ['program', bytes('#!/bin/sh\nexit 0\n')],
  ['ebml-without-type', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x80], zeros(12))],
  ['unknown', bytes([7, 1, 250, 3, 9, 200, 11, 13, 180, 2, 1, 5, 140])],
]

describe('sniffContainer', () => {
  it.each(accepted)('takes %s by its first bytes (%#)', (demuxer, head) => {
    expect(sniffContainer(head)).toEqual({ ok: true, demuxer })
  })

  it.each(refused)('refuses %s with that reason (%#)', (refusal, head) => {
    expect(sniffContainer(head)).toMatchObject({ ok: false, refusal })
  })

  it('gives every refusal a sentence of its own', () => {
    const messages = refused.map(([, head]) => sniffContainer(head)).map((result) => JSON.stringify(result))
    expect(new Set(messages).size).toBe(new Set(refused.map(([refusal]) => refusal)).size)
  })

  it('never throws and never takes printable text for media', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12, maxLength: 300, unit: 'grapheme-ascii' }), (text) => {
        fc.pre(!/^(OggS|fLaC|ID3|RIFF|RF64|BW64)|^.{4}(ftyp|moov|mdat|free|skip|wide|pnot)|^G|^.{4}G/s.test(text))
        expect(sniffContainer(bytes(text)).ok).toBe(false)
      }),
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 4096 }), (head) => void sniffContainer(head)))
  })
})

describe('leadingTagBytes', () => {
  it('counts the header, seven bits per size byte and the footer', () => {
    expect(leadingTagBytes(bytes('ID3', [4, 0, 0, 0, 0, 2, 1]))).toBe(10 + 257)
    expect(leadingTagBytes(bytes('ID3', [4, 0, 0x10, 0, 0, 2, 1]))).toBe(10 + 257 + 10)
    expect(leadingTagBytes(bytes('RIFF', zeros(12)))).toBe(0)
  })
})
