export { type MediaAnswer, openMedia } from './open-media'
export { signMailPicture } from './sign-mail-picture'
export { signMediaUrl } from './sign-media-url'
