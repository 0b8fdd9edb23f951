/** Whether an IP address is one of this machine that no other can reach; false for anything else, names too. */
export function isLoopback(ip: string): boolean

/**
 * Whether a host, as an address (a `URL`'s hostname) or a Host header without its port has it, means this machine wherever it is said: "localhost", or
 * a loopback address, an IPv6 one in brackets or not. No other name does, whatever it leads to today.
 */
export function isLoopbackName(host: string): boolean
