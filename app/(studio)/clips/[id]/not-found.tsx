export { NoSuchClip as default } from './_parts/no-such-clip'
