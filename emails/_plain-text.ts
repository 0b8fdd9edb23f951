/** The parts of html-to-text that the formatters below touch; it ships no types. */
type Node = { readonly attribs?: Readonly<Record<string, string>>; readonly children: readonly Node[] }
type Builder = {
  readonly options: unknown
  openBlock(options: { leadingLineBreaks: number }): void
  closeBlock(options: { trailingLineBreaks: number }): void
  addInline(text: string, options?: { noWordTransform: boolean }): void
  addLineBreak(): void
}
type Walk = (nodes: readonly Node[], builder: Builder) => void

/** The label, and the address on a line of its own, where no client breaks it and it can be taken with a triple click. */
const addressBelow = ({ attribs, children }: Node, walk: Walk, builder: Builder): void => {
  walk(children, builder)
  builder.addLineBreak()
  builder.addInline(attribs?.href ?? '', { noWordTransform: true })
}

/** "Label: value" on a line. */
const fact = ({ children: [label, value] }: Node, walk: Walk, builder: Builder): void => {
  builder.openBlock({ leadingLineBreaks: 1 })
  walk(label?.children ?? [], builder)
  builder.addInline(': ')
  walk(value?.children ?? [], builder)
  builder.closeBlock({ trailingLineBreaks: 1 })
}

/**
 * How a letter's markup becomes its plain text. `tight`: a paragraph without space around it. `below`: a link that stands alone; other
 * links have their address after them in angle brackets, which keep a full stop out of it.
 */
export const plainTextOptions = {
  wordwrap: 76,
  formatters: { addressBelow, fact },
  selectors: [
    { selector: 'h1', options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'a', options: { linkBrackets: ['<', '>'] as [string, string] } },
    { selector: 'a.below', format: 'addressBelow' },
    { selector: 'p.tight', format: 'paragraph', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'ul', options: { itemPrefix: '- ', leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: 'tr.fact', format: 'fact' },
    { selector: 'table.block', format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
  ],
}
