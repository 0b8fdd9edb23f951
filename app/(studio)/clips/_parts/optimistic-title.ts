import type { QueryClient, QueryKey } from '@tanstack/react-query'

type Titled = { readonly title: string }

/**
 * For a mutation that names what a query holds: the new name is drawn at once, the one before it again when it is refused. That one is kept
 * by the mutation itself: its options are those of the newest draw, to which the new name is the name.
 */
export const optimisticTitle = (client: QueryClient, queryKey: QueryKey) => {
  const show = (title: string) => client.setQueryData<Titled>(queryKey, (shown) => shown && { ...shown, title })
  return {
    onMutate: ({ title }: Titled): { readonly before: string | undefined } => {
      const before = client.getQueryData<Titled>(queryKey)?.title
      show(title)
      return { before }
    },
    takeBack: (made: { readonly before: string | undefined } | undefined): void => {
      if (made?.before !== undefined) show(made.before)
      void client.invalidateQueries({ queryKey })
    },
  }
}
