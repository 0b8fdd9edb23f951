export { clientIp, ipPrefix, peerHeader } from './client-ip'
