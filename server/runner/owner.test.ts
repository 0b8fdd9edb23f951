import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createOwner, isOwnerDead } from './owner'

test('a worker knows itself alive, and takes nobody for dead whom it cannot know', () => {
  expect(isOwnerDead(createOwner())).toBe(false)
  expect(isOwnerDead('4f7c1a1e-0000-4000-8000-000000000000')).toBe(false)
  expect(
    isOwnerDead(
      createOwner()
        .replace(/^[^/]+/, 'another-boot')
        .replace(`/${process.pid}/`, '/999999/'),
    ),
  ).toBe(false)
})

test('a process that has ended is dead, and so is one whose number went to another', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  const owner = createOwner()
  expect(isOwnerDead(owner.replace(`/${process.pid}/`, `/${child.pid}/`))).toBe(true)
  const [boot, namespace, pid, , id] = owner.split('/')
  expect(isOwnerDead([boot, namespace, pid, '1', id].join('/'))).toBe(true)
})
