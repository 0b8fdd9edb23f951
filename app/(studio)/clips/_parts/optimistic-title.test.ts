import { MutationObserver, QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { optimisticTitle } from './optimistic-title'

test('a name that is refused is the one before again, though the page was drawn with the new one meanwhile', async () => {
  const client = new QueryClient()
  const key = ['clip']
  client.setQueryData(key, { title: 'Before', id: 1 })
  let refuse = (_error: Error): void => undefined
  const refusal = new Promise<never>((_resolve, reject) => {
    refuse = reject
  })
  const titleNow = () => client.getQueryData<{ title: string }>(key)?.title
  // As a component hands its options over, anew with each draw.
  const draw = () => {
    const { onMutate, takeBack } = optimisticTitle(client, key)
    return {
      mutationFn: (_named: { readonly title: string }) => refusal,
      onMutate,
      onError: (_error: Error, _named: unknown, made: ReturnType<typeof onMutate> | undefined) => takeBack(made),
    }
  }
  const mutation = new MutationObserver(client, draw())
  const done = mutation.mutate({ title: 'After' }).catch(() => undefined)
  await vi.waitFor(() => expect(titleNow()).toBe('After'))
  mutation.setOptions(draw())
  refuse(new Error('refused'))
  await done
  expect(titleNow()).toBe('Before')
  expect(client.getQueryState(key)?.isInvalidated).toBe(true)
})
