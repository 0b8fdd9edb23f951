/** A panel above the page: menus, lists, popovers. */
export const floatClass =
  'z-50 overflow-hidden rounded-lg border border-line bg-raised text-ink shadow-float animate-pop-in'

/** A row of a menu or a list. */
export const itemClass =
  'relative flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1.5 text-base outline-none select-none touch:min-h-10 ' +
  'data-[highlighted]:bg-hover data-[selected=true]:bg-hover data-disabled:not-data-[disabled=false]:opacity-50 ' +
  '[&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-faint'
