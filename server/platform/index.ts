export { clientIp, ipPrefix, peerHeader } from './client-ip'
export { isLocalCaller } from './local-caller'
