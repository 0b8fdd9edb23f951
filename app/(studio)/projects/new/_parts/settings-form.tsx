'use client'

import { FileText, X } from 'lucide-react'
import { Combobox } from '@/app/_ui/combobox'
import { Disclosure } from '@/app/_ui/disclosure'
import { Field } from '@/app/_ui/field'
import { FileChooser } from '@/app/_ui/file-chooser'
import { formatDuration } from '@/app/_ui/format'
import { IconButton } from '@/app/_ui/icon-button'
import { Segmented } from '@/app/_ui/segmented'
import { Select } from '@/app/_ui/select'
import { Slider } from '@/app/_ui/slider'
import { Switch } from '@/app/_ui/switch'
import { Textarea } from '@/app/_ui/textarea'
import { toast } from '@/app/_ui/toast'
import { captionStyleIds } from '@/server/media/captions/styles'
import { limits } from '@/server/media/limits'
import { decodeSubtitles } from '@/server/media/transcript/decode-subtitles'
import { SubtitleProblem } from '@/server/media/transcript/subtitle-problem'
import {
  type Genre,
  genres,
  type ProjectSettings,
  projectSettingsSchema,
  settingsOfGenre,
} from '@/server/projects/schemas'
import { aspectChoices } from './aspect-choices'
import { captionChoices } from './caption-choices'
import { ChoiceTiles } from './choice-tiles'
import { framingChoices } from './framing-choices'
import { languages } from './languages'

export type Subtitles = { readonly name: string; readonly text: string }

const genreOptions = projectSettingsSchema.shape.genre
  .unwrap()
  .options.map((value) => ({ value, label: genres[value].label }))
const countOptions = [
  { value: 'auto', label: 'All good' },
  { value: '3', label: '3' },
  { value: '5', label: '5' },
  { value: '10', label: '10' },
  { value: '20', label: '20' },
] as const
const captions = captionChoices([...captionStyleIds, 'none'])
const maxSubtitleChars = 800_000
const seconds = (value: number) => formatDuration(value * 1000)

/** The file's text; null where its letters are in an encoding that nobody can be sure of. */
const decode = async (file: File): Promise<string | null> => {
  try {
    return decodeSubtitles(new Uint8Array(await file.arrayBuffer()))
  } catch (error) {
    if (error instanceof SubtitleProblem) return null
    throw error
  }
}

const SubtitlesField = ({
  subtitles,
  onChange,
}: {
  readonly subtitles: Subtitles | null
  readonly onChange: (subtitles: Subtitles | null) => void
}) => {
  const read = async (file: File | undefined) => {
    if (!file) return
    const text = await decode(file)
    if (text === null)
      return toast.failed('These subtitles can’t be read', 'Open them in a text editor and save them as UTF-8.')
    if (text.length > maxSubtitleChars)
      return toast.failed('These subtitles are too long', 'Subtitles may have 800,000 characters.')
    onChange({ name: file.name, text })
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <div className="min-w-48 flex-1">
        <p className="font-medium">Your own subtitles</p>
        <p className="text-sm text-ink-faint">
          SRT, VTT or words as JSON. Kept to the letter and timed against the sound, so nothing has to be recognised.
        </p>
      </div>
      {subtitles ? (
        <span className="flex min-w-0 items-center gap-1 rounded-lg border border-line py-0.5 pr-0.5 pl-3">
          <FileText className="size-4 shrink-0 text-ink-faint" aria-hidden="true" />
          <span className="max-w-48 truncate">{subtitles.name}</span>
          <IconButton label="Leave the subtitles out" icon={<X />} size="sm" onClick={() => onChange(null)} />
        </span>
      ) : (
        <FileChooser accept=".srt,.vtt,.json" onFiles={([file]) => void read(file)}>
          Choose a file
        </FileChooser>
      )}
    </div>
  )
}

/** What to cut and how it should look. Everything has a default that suits most talks. */
export function SettingsForm({
  settings,
  onChange,
  subtitles,
  onSubtitles,
}: {
  readonly settings: ProjectSettings
  readonly onChange: (patch: Partial<ProjectSettings>) => void
  /** null also when several videos share these settings: subtitles belong to one. */
  readonly subtitles: Subtitles | null
  readonly onSubtitles: ((subtitles: Subtitles | null) => void) | null
}) {
  const chooseGenre = (genre: Genre) => {
    const { minS, maxS, framing, removeSilence } = settingsOfGenre(genre)
    onChange({ genre, minS, maxS, framing, removeSilence })
  }
  const changed = [
    settings.language !== 'auto' && languages.find(({ value }) => value === settings.language)?.label,
    settings.framing !== 'auto' && framingChoices.find(({ value }) => value === settings.framing)?.label,
    settings.removeSilence && 'no silence',
    settings.removeFillers && 'no fillers',
    subtitles && 'own subtitles',
  ].filter(Boolean)

  return (
    <div className="grid grid-cols-1 gap-7">
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label="Kind of video" hint="Sets lengths and framing that suit it.">
          <Select value={settings.genre} options={genreOptions} onChange={chooseGenre} />
        </Field>
        <Field
          label="Clip length"
          aside={
            <span className="numbers">
              {seconds(settings.minS)} to {seconds(settings.maxS)}
            </span>
          }
        >
          <Slider
            labels={['Shortest clip', 'Longest clip']}
            value={[settings.minS, settings.maxS]}
            min={5}
            max={limits.maxClipSeconds}
            step={5}
            format={seconds}
            onChange={([minS = settings.minS, maxS = settings.maxS]) => onChange({ minS, maxS })}
          />
        </Field>
      </div>
      <Field label="How many">
        <Segmented
          value={countOptions.find(({ value }) => value === `${settings.count ?? 'auto'}`)?.value ?? 'auto'}
          options={countOptions}
          onChange={(value) => onChange({ count: value === 'auto' ? null : Number(value) })}
          className="max-w-md"
        />
      </Field>
      <Field label="Shape">
        <ChoiceTiles
          value={settings.aspect}
          choices={aspectChoices}
          onChange={(aspect) => onChange({ aspect })}
          className="grid-cols-2 sm:grid-cols-4"
        />
      </Field>
      <Field label="Captions">
        <ChoiceTiles
          value={settings.captions}
          choices={captions}
          onChange={(value) => onChange({ captions: value })}
          className="grid-cols-2 sm:grid-cols-4"
        />
      </Field>
      <Field
        label="What to look for"
        aside="Optional"
        hint="Moments that match come first: “stories about the early years”."
      >
        <Textarea
          rows={2}
          maxLength={500}
          value={settings.prompt ?? ''}
          onChange={(event) => onChange({ prompt: event.target.value === '' ? null : event.target.value })}
        />
      </Field>
      <Disclosure
        title="More settings"
        note={changed.length ? changed.join(', ') : 'language, framing, silence, own subtitles'}
        className="border-t border-line pt-2"
      >
        <div className="grid grid-cols-1 gap-6 py-2">
          <Field label="Spoken language">
            <Combobox
              value={settings.language}
              options={languages}
              searchLabel="Search languages"
              onChange={(language) => onChange({ language })}
            />
          </Field>
          <Field label="Framing">
            <ChoiceTiles
              value={settings.framing}
              choices={framingChoices}
              onChange={(framing) => onChange({ framing })}
              className="grid-cols-1 sm:grid-cols-3"
            />
          </Field>
          <Switch
            label="Remove silence"
            note="Pauses longer than 0.6 s are closed up."
            isOn={settings.removeSilence}
            onChange={(removeSilence) => onChange({ removeSilence })}
          />
          <Switch
            label="Remove filler words"
            note="“Um”, “uh” and their like, where the cut can't be heard."
            isOn={settings.removeFillers}
            onChange={(removeFillers) => onChange({ removeFillers })}
          />
          {onSubtitles && <SubtitlesField subtitles={subtitles} onChange={onSubtitles} />}
        </div>
      </Disclosure>
    </div>
  )
}
