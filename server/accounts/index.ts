export { findSession, type SignedIn } from './find-session'
