import { createHash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { throwIfCancelled } from '@/server/errors'
import type { Log } from '@/server/ports/log'
import { downloadHubFile, isHubReachable, listHubFiles, sha256Of, sizeOf, unavailable } from './hub-files'

export type WhisperModelOptions = {
  /** Name on the hub: "onnx-community/whisper-base_timestamped". */
  readonly model: string
  /** A folder that holds the model already; nothing is ever fetched then. */
  readonly modelDir?: string | undefined
  /** Where fetched models are kept. */
  readonly cacheDir: string
  readonly hubUrl: string
  readonly log: Log
}

/** A model whose files are all there and whole. `digest` names its content. */
export type WhisperModel = {
  readonly folder: string
  readonly encoder: Precision
  readonly decoder: Precision
  readonly digest: string
}

type Precision = 'fp32' | 'q8'
const suffix: Readonly<Record<Precision, string>> = { fp32: '', q8: '_quantized' }

/**
 * The encoder runs once per chunk and decides what is heard: full precision. The decoder runs per word and is bound by
 * memory: 8 bit makes it quicker and a quarter of the size.
 */
const preferred = { encoder: ['fp32', 'q8'], decoder: ['q8', 'fp32'] } as const satisfies Record<string, Precision[]>
const settings = [
  'config.json',
  'generation_config.json',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
]
const encoderFile = (precision: Precision) => `onnx/encoder_model${suffix[precision]}.onnx`
const decoderFile = (precision: Precision) => `onnx/decoder_model_merged${suffix[precision]}.onnx`

const manifestName = 'manifest.json'
const manifestShape = z.object({
  model: z.string(),
  files: z.array(z.object({ path: z.string(), sizeBytes: z.number(), sha256: z.string() })).min(1),
})
type Manifest = z.infer<typeof manifestShape>

/** `auto` waits for this answer before it starts; a slow hub would be a slow download too. */
const probeTimeoutMs = 1_800

/** Where the model would stand in the cache. */
const whisperFolder = ({ model, modelDir, cacheDir }: WhisperModelOptions): string =>
  modelDir ?? path.join(cacheDir, ...model.split('/'))

/** Quick: looks at names and sizes, or asks the hub for at most two seconds. */
export const findWhisperModel = async (
  options: WhisperModelOptions,
): Promise<{ ok: true } | { ok: false; reason: string }> => {
  const folder = whisperFolder(options)
  if (options.modelDir !== undefined) {
    const missing = await missingFiles(folder)
    return missing.length === 0 ? { ok: true } : { ok: false, reason: incomplete(folder, missing) }
  }
  if ((await readManifest(folder)) !== null && (await missingFiles(folder)).length === 0) return { ok: true }
  if (!isModelName(options.model)) {
    return { ok: false, reason: `WHISPER_MODEL "${options.model}" is no "owner/name".` }
  }
  if (await isHubReachable({ url: options.hubUrl, model: options.model }, probeTimeoutMs)) return { ok: true }
  return {
    ok: false,
    reason: `Whisper's model ${options.model} is not on this machine and ${options.hubUrl} does not answer (no network?). Fetch it once with a network, or copy it into ${folder} or a folder named by WHISPER_MODEL_DIR.`,
  }
}

const isModelName = (model: string): boolean => /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*$/.test(model)

/** Fetches what is missing, checks every byte. @throws engine_unavailable saying what to do, cancelled */
export const openWhisperModel = async (options: WhisperModelOptions, signal?: AbortSignal): Promise<WhisperModel> => {
  const folder = whisperFolder(options)
  if (options.modelDir === undefined && (await readManifest(folder)) === null) await fetchModel(options, folder, signal)
  const missing = await missingFiles(folder)
  if (missing.length > 0) throw unavailable(incomplete(folder, missing))
  const encoder = await present(folder, encoderFile, preferred.encoder)
  const decoder = await present(folder, decoderFile, preferred.decoder)
  const names = [...settings, encoderFile(encoder), decoderFile(decoder)]
  const sums = new Map<string, string>()
  for (const name of names) {
    throwIfCancelled(signal)
    sums.set(name, await sha256Of(path.join(folder, name)))
  }
  for (const file of (await readManifest(folder))?.files ?? []) {
    if ((sums.get(file.path) ?? file.sha256) === file.sha256) continue
    throw unavailable(
      `${path.join(folder, file.path)} is damaged (its checksum changed). Delete ${folder} and run again.`,
    )
  }
  const digest = createHash('sha256')
    .update(JSON.stringify([...sums]))
    .digest('hex')
  return { folder, encoder, decoder, digest }
}

const fetchModel = async (
  options: WhisperModelOptions,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> => {
  if (!isModelName(options.model)) throw unavailable(`WHISPER_MODEL "${options.model}" is no "owner/name".`)
  const hub = { url: options.hubUrl.replace(/\/+$/, ''), model: options.model, signal }
  const listed = await listHubFiles(hub)
  const has = (name: string) => listed.some((file) => file.path === name)
  const encoder = preferred.encoder.map(encoderFile).find(has) ?? encoderFile(preferred.encoder[0])
  const decoder = preferred.decoder.map(decoderFile).find(has) ?? decoderFile(preferred.decoder[0])
  const names = [...settings, encoder, decoder]
  const absent = names.filter((name) => !has(name))
  if (absent.length > 0) {
    throw unavailable(
      `${options.model} is no Whisper model for transformers.js: it has no ${absent.join(', ')}. Check WHISPER_MODEL.`,
    )
  }
  // Models over 2 GB keep their weights beside the graph: "encoder_model.onnx_data".
  const wanted = listed.filter((file) =>
    names.some((name) => file.path === name || file.path.startsWith(`${name}_data`)),
  )
  const totalMb = Math.ceil(wanted.reduce((sum, file) => sum + file.sizeBytes, 0) / 1024 ** 2)
  options.log.info(`Fetching Whisper ${options.model} (${totalMb} MB, once) into ${folder}.`)
  for (const file of wanted) {
    if ((await sizeOf(path.join(folder, file.path))) !== file.sizeBytes) await downloadHubFile(hub, file, folder)
  }
  const files: Manifest['files'] = []
  for (const { path: name, sizeBytes } of wanted) {
    files.push({ path: name, sizeBytes, sha256: await sha256Of(path.join(folder, name)) })
  }
  const temporary = path.join(folder, `${manifestName}.${process.pid}.tmp`)
  await writeFile(temporary, `${JSON.stringify({ model: options.model, files }, null, 2)}\n`)
  await rename(temporary, path.join(folder, manifestName))
}

const readManifest = async (folder: string): Promise<Manifest | null> => {
  if ((await sizeOf(path.join(folder, manifestName))) === 0) return null
  try {
    return manifestShape.parse(JSON.parse(await readFile(path.join(folder, manifestName), 'utf8')))
  } catch (error) {
    throw unavailable(`${path.join(folder, manifestName)} is damaged. Delete it and run again.`, error)
  }
}

const missingFiles = async (folder: string): Promise<string[]> => {
  const listed = (await readManifest(folder))?.files ?? []
  const wrongSize = await filterAsync(
    listed,
    async (file) => (await sizeOf(path.join(folder, file.path))) !== file.sizeBytes,
  )
  const absent = await filterAsync(settings, (name) => isAbsent(folder, name))
  for (const [file, precisions] of [
    [encoderFile, preferred.encoder],
    [decoderFile, preferred.decoder],
  ] as const) {
    const anyOf = precisions.map(file)
    if ((await filterAsync(anyOf, (name) => isAbsent(folder, name))).length === anyOf.length)
      absent.push(anyOf.join(' or '))
  }
  return [...new Set([...wrongSize.map((file) => file.path), ...absent])]
}

const isAbsent = async (folder: string, name: string): Promise<boolean> => (await sizeOf(path.join(folder, name))) === 0

const present = async (
  folder: string,
  file: (precision: Precision) => string,
  precisions: readonly Precision[],
): Promise<Precision> => {
  const there = await filterAsync(precisions, async (precision) => !(await isAbsent(folder, file(precision))))
  return there[0] ?? 'fp32'
}

const filterAsync = async <T>(items: readonly T[], keep: (item: T) => Promise<boolean>): Promise<T[]> => {
  const kept = await Promise.all(items.map(keep))
  return items.filter((_, index) => kept[index])
}

const incomplete = (folder: string, missing: readonly string[]): string =>
  `The Whisper model in ${folder} is not complete: ${missing.join(', ')} missing or cut short. Copy the whole model there, or let it be fetched again (unset WHISPER_MODEL_DIR).`
