export { findFreePort as freePort } from '../../scripts/ports.mjs'
