const reserved = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Whether an input names what JavaScript hangs an object's behaviour on, however deep. No form has such a field: who sends one looks for a
 * place where it is merged. Walks without recursion, for depth is the sender's to choose.
 */
export const namesPrototype = (input: unknown): boolean => {
  const open: unknown[] = [input]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    for (const key of Object.keys(value)) {
      if (reserved.has(key)) return true
      open.push(Reflect.get(value, key))
    }
  }
  return false
}
