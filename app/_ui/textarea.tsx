'use client'

import type { ComponentProps } from 'react'
import { classNames } from './class-names'
import { controlClass } from './control-class'
import { useFieldControl } from './field'

export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...useFieldControl()}
      rows={rows}
      className={classNames(controlClass, 'field-sizing-content min-h-20 resize-y py-2', className)}
      {...rest}
    />
  )
}
