export { createSession, endSession, type NewSession, type Visitor } from './create-session'
export { type CreatedUser, createUser, type NewUser } from './create-user'
export { findSession, type SignedIn } from './find-session'
