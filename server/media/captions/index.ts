export { facesInOutput, type OutputFace } from './faces-in-output'
export { type CaptionInput, planCaptions } from './plan-captions'
export { type CaptionStyle, captionStyleIds, captionStyles } from './styles'
export { planSubtitles, toSrt, toVtt } from './subtitles'
