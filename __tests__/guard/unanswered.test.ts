import { describe, expect, it } from '@jest/globals'

import { AwsFailure } from '../../src/aws/failure.ts'
import type { AwsFailureKind } from '../../src/aws/failure.ts'
import { createUnanswered } from '../../src/guard/unanswered.ts'
import type { Unanswered } from '../../src/guard/unanswered.ts'
import { GitHubHooksInMemory, PATH } from './webhook-world.ts'

const THROTTLED = new AwsFailure('retry', 'events:ListEventBuses', 'Throttled', 'says AWS', { httpStatus: 400 })
const CHANGE = { active: false, events: ['push'] }

async function failAtGitHub(unanswered: Unanswered, kind: AwsFailureKind = 'retry'): Promise<void> {
  const hooks = new GitHubHooksInMemory()
  const failure = new AwsFailure(kind, `GET ${PATH}`, 'HTTP 502', 'bad gateway')
  hooks.before = () => {
    throw failure
  }
  await expect(unanswered.watched(hooks).read(PATH)).rejects.toBe(failure)
}

/** A hook whose write hangs until it is let go. */
function hang(unanswered: Unanswered) {
  const hooks = new GitHubHooksInMemory()
  const { promise, resolve } = Promise.withResolvers<void>()
  hooks.write = () => promise
  const watched = unanswered.watched(hooks)
  return { write: () => watched.write(PATH, CHANGE), letGo: resolve }
}

describe('who held a look up', () => {
  it('is AWS where nobody else was asked, with the call that failed last', () => {
    const unanswered = createUnanswered()
    expect(unanswered.told()).toEqual({ words: 'AWS answered too slowly, or only with errors.' })
    unanswered.failed(new AwsFailure('retry', 'ecs:X', 'First', 'earlier'))
    unanswered.failed(THROTTLED)
    expect(unanswered.told()).toEqual({
      words:
        'AWS answered too slowly, or only with errors. ' +
        'The last call that failed: events:ListEventBuses (Throttled, HTTP 400: says AWS).',
    })
    unanswered.begin()
    expect(unanswered.told()).toEqual({ words: 'AWS answered too slowly, or only with errors.' })
  })

  it('is GitHub where only its calls failed, and either where calls of both did', async () => {
    const unanswered = createUnanswered()
    await failAtGitHub(unanswered)
    const said = `The last call that failed: GET ${PATH} (HTTP 502: bad gateway).`
    expect(unanswered.told()).toEqual({
      words: `GitHub answered too slowly, or only with errors. ${said}`,
      heldUpBy: 'GitHub',
    })
    unanswered.failed(THROTTLED)
    expect(unanswered.told()).toMatchObject({
      words: expect.stringContaining(
        'AWS or GitHub answered too slowly, or only with errors. The last call that failed: events:',
      ),
      heldUpBy: 'either',
    })
    await failAtGitHub(unanswered)
    expect(unanswered.told().words).toContain(said)
  })

  it('is GitHub where a write to it was told to have failed', () => {
    const unanswered = createUnanswered()
    unanswered.failed(new AwsFailure('retry', `PATCH ${PATH}`, 'HTTP 502', 'bad gateway'))
    expect(unanswered.told()).toMatchObject({ heldUpBy: 'GitHub' })
  })

  it.each(['denied', 'rejected'] as const)('is not GitHub where its answer was a no: %s', async (kind) => {
    const unanswered = createUnanswered()
    await failAtGitHub(unanswered, kind)
    expect(unanswered.told()).toEqual({ words: 'AWS answered too slowly, or only with errors.' })
  })

  it('may be GitHub while it has not answered, and names the request', async () => {
    const unanswered = createUnanswered()
    const { write, letGo } = hang(unanswered)
    const writing = write()
    unanswered.begin()
    expect(unanswered.told()).toEqual({
      words: `AWS or GitHub answered too slowly, or only with errors. GitHub has not answered yet: PATCH ${PATH}.`,
      heldUpBy: 'either',
    })
    letGo()
    await writing
    expect(unanswered.told()).not.toHaveProperty('heldUpBy')
  })

  it('passes on what GitHub answers', async () => {
    const hooks = new GitHubHooksInMemory()
    const watched = createUnanswered().watched(hooks)
    expect(watched.host).toBe(hooks.host)
    expect(await watched.read(PATH)).toEqual(hooks.hook)
    await watched.write(PATH, CHANGE)
    expect(hooks.writes).toEqual([CHANGE])
  })
})
