export { type MediaAnswer, openMedia } from './open-media'
export { signMediaUrl } from './sign-media-url'
