import { expect, test } from 'vitest'
import { stepInGrid } from './step-in-grid'

/** Three in the first row, two in the second, the first of which is wide. */
const places = [
  { left: 0, top: 0 },
  { left: 100, top: 0 },
  { left: 200, top: 0 },
  { left: 0, top: 300 },
  { left: 200, top: 300 },
]

test('left and right go on in order, over the end of a row', () => {
  expect(stepInGrid(places, 2, 'ArrowRight')).toBe(3)
  expect(stepInGrid(places, 3, 'ArrowLeft')).toBe(2)
  expect(stepInGrid(places, 0, 'ArrowLeft')).toBeNull()
  expect(stepInGrid(places, 4, 'ArrowRight')).toBeNull()
})

test('up and down go to what is drawn nearest in the next row, and nowhere where there is none', () => {
  expect(stepInGrid(places, 2, 'ArrowDown')).toBe(4)
  expect(stepInGrid(places, 4, 'ArrowUp')).toBe(2)
  expect(stepInGrid(places, 1, 'ArrowUp')).toBeNull()
  expect(stepInGrid(places, 3, 'ArrowDown')).toBeNull()
})

test('Home and End lead to the first and the last, any other key nowhere', () => {
  expect(stepInGrid(places, 1, 'Home')).toBe(0)
  expect(stepInGrid(places, 1, 'End')).toBe(4)
  expect(stepInGrid(places, 1, 'a')).toBeNull()
})
