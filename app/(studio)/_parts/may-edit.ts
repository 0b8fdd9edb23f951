/** A viewer watches and downloads; everybody above brings videos and makes clips. The procedures decide the same. */
export const mayEdit = (role: string | undefined): boolean => role !== undefined && role !== 'viewer'
