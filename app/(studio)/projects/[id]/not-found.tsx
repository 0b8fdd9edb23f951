export { NoSuchProject as default } from './_parts/no-such-project'
