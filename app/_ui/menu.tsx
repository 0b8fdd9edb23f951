'use client'

import Link from 'next/link'
import { DropdownMenu as Radix } from 'radix-ui'
import { cloneElement, type HTMLAttributes, type ReactElement, type ReactNode, useState } from 'react'
import { classNames } from './class-names'
import { floatClass, itemClass } from './float-class'
import { Kbd } from './kbd'
import { useIsLive } from './use-is-live'

export type MenuItem =
  | {
      readonly label: string
      readonly icon?: ReactNode
      readonly keys?: string
      readonly isDanger?: boolean
      readonly disabled?: boolean
      readonly onSelect: () => void
    }
  | { readonly label: string; readonly icon?: ReactNode; readonly href: string; readonly isDownload?: boolean }
  | 'separator'
  | { readonly heading: ReactNode }

const rowClass = (isDanger?: boolean) => classNames(itemClass, isDanger && 'text-bad [&>svg]:text-bad!')

/** Actions behind one button: `<Menu items={[…]}><IconButton … /></Menu>`. */
export function Menu({
  items,
  align = 'end',
  side = 'bottom',
  children,
}: {
  readonly items: readonly MenuItem[]
  readonly align?: 'start' | 'center' | 'end'
  readonly side?: 'top' | 'bottom'
  readonly children: ReactElement<HTMLAttributes<HTMLElement>>
}) {
  // There is one on every tile of a list: what nobody opened is not drawn at all.
  const [isOpen, setIsOpen] = useState(false)
  const isLive = useIsLive()
  if (!isLive) return cloneElement(children, { 'aria-haspopup': 'menu', 'aria-expanded': false })
  return (
    <Radix.Root open={isOpen} onOpenChange={setIsOpen}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      {isOpen && (
        <Radix.Portal>
          <Radix.Content
            align={align}
            side={side}
            sideOffset={4}
            collisionPadding={8}
            className={classNames(floatClass, 'min-w-48 p-1')}
          >
            {items.map((item, index) => {
              // The list is written in place by its caller: a row's place in it is what it is.
              const key = `${index}`
              if (item === 'separator') return <Radix.Separator key={key} className="-mx-1 my-1 h-px bg-line" />
              if ('heading' in item)
                return (
                  <Radix.Label key={key} className="px-2 py-1.5 text-sm text-ink-faint">
                    {item.heading}
                  </Radix.Label>
                )
              if ('href' in item)
                return (
                  <Radix.Item key={key} asChild className={rowClass()}>
                    {item.isDownload ? (
                      <a href={item.href} download>
                        {item.icon}
                        {item.label}
                      </a>
                    ) : (
                      <Link href={item.href}>
                        {item.icon}
                        {item.label}
                      </Link>
                    )}
                  </Radix.Item>
                )
              return (
                <Radix.Item
                  key={key}
                  className={rowClass(item.isDanger)}
                  disabled={item.disabled ?? false}
                  onSelect={item.onSelect}
                >
                  {item.icon}
                  <span className="flex-1">{item.label}</span>
                  {item.keys && <Kbd keys={item.keys} />}
                </Radix.Item>
              )
            })}
          </Radix.Content>
        </Radix.Portal>
      )}
    </Radix.Root>
  )
}
