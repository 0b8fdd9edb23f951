type Place = { readonly left: number; readonly top: number }

/**
 * Where an arrow key leads from one of the things that stand in rows as the browser broke them: left and right in their order, up and
 * down to the one drawn nearest in the next row. null: the key leads nowhere.
 */
export const stepInGrid = (places: readonly Place[], at: number, key: string): number | null => {
  const here = places[at]
  if (!here) return null
  const inside = (index: number) => (index >= 0 && index < places.length ? index : null)
  switch (key) {
    case 'ArrowLeft':
      return inside(at - 1)
    case 'ArrowRight':
      return inside(at + 1)
    case 'Home':
      return 0
    case 'End':
      return places.length - 1
    case 'ArrowUp':
      return nearestInRow(places, here, Math.max(...places.map(({ top }) => top).filter((top) => top < here.top)))
    case 'ArrowDown':
      return nearestInRow(places, here, Math.min(...places.map(({ top }) => top).filter((top) => top > here.top)))
    default:
      return null
  }
}

const nearestInRow = (places: readonly Place[], here: Place, rowTop: number): number | null => {
  const row = places.flatMap(({ left, top }, index) =>
    top === rowTop ? [{ index, away: Math.abs(left - here.left) }] : [],
  )
  return row.sort((a, b) => a.away - b.away)[0]?.index ?? null
}
