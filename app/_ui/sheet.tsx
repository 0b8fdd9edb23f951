'use client'

import { Dialog, type DialogProps } from './dialog'

/** Details beside the page, at the right edge; on a phone they rise from the bottom. */
export const Sheet = (props: Omit<DialogProps, 'placement'>) => <Dialog {...props} placement="side" />
