type Settled<Item, Value> = {
  readonly done: readonly { readonly item: Item; readonly value: Value }[]
  readonly failed: readonly { readonly item: Item; readonly error: Error }[]
}

/** Does it to all of them at once and waits for every one: a refusal hides nothing of what was done to the others. */
export const settleEach = async <Item, Value>(
  items: readonly Item[],
  act: (item: Item) => Promise<Value>,
): Promise<Settled<Item, Value>> => {
  const done: { item: Item; value: Value }[] = []
  const failed: { item: Item; error: Error }[] = []
  await Promise.all(
    items.map(async (item) => {
      try {
        done.push({ item, value: await act(item) })
      } catch (error) {
        failed.push({ item, error: error instanceof Error ? error : new Error(String(error)) })
      }
    }),
  )
  return { done, failed }
}
