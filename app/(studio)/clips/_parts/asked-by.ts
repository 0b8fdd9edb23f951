import { headers } from 'next/headers'

/**
 * Whether a browser asks for the whole document: it gets all of it at once, with 404 as its status where nothing is. A page that is
 * gone to from another one is shown at once, in its loading shape, and fills as its data comes.
 */
export const isDocumentRequest = async (): Promise<boolean> => (await headers()).get('sec-fetch-dest') !== 'empty'
