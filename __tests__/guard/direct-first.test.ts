import { describe, expect, it } from '@jest/globals'

import { directFirst } from '../../src/guard/direct-first.ts'
import type { Look, TriggerGuard } from '../../src/guard/trigger.ts'
import type { Trigger } from '../../src/model.ts'
import { projectWith, virtualClock } from './codebuild-in-memory.ts'

const rule = (name: string, more: Partial<Trigger>): Trigger => ({
  kind: 'rule',
  project: 'app',
  name,
  state: 'disabled',
  change: 'none',
  detail: '',
  ...more,
})

function kind(told: string[], name: string, triggers: readonly Trigger[]): TriggerGuard {
  const look = async (what: string): Promise<Look> => {
    told.push(`${name} ${what}`)
    return { triggers, problems: [{ project: 'app', message: name, blocking: true }] }
  }
  return { kind: 'rule', find: () => look('find'), disable: () => look('disable'), restore: () => look('restore') }
}

const never = (): Promise<never> => new Promise(() => undefined)

function asking(search: () => Promise<unknown>, direct: readonly Trigger[] = [], whole: readonly Trigger[] = []) {
  const told: string[] = []
  const clock = virtualClock()
  const both = directFirst(kind(told, 'direct', direct), kind(told, 'whole', whole), search, clock)
  return { told, both, disable: () => both.disable(projectWith('app'), () => undefined) }
}

describe('a kind that does not wait for pipelines', () => {
  it.each([
    ['is over', () => Promise.resolve()],
    ['failed', () => Promise.reject(new Error('it failed'))],
  ])('is asked once where the search %s', async (_, search) => {
    const { told, disable } = asking(search)
    await disable()
    expect(told).toEqual(['whole disable'])
  })

  it('is asked without pipelines first where the search takes long, and only to disable', async () => {
    const { told, both, disable } = asking(never)
    await disable()
    expect(told).toEqual(['direct disable', 'whole disable'])
    await both.find(projectWith('app'))
    await both.restore(projectWith('app'), () => undefined)
    expect(told.slice(2)).toEqual(['whole find', 'whole restore'])
    expect(both.kind).toBe('rule')
  })

  it('tells what it read last, with what it did before, and what is gone since', async () => {
    const { disable } = asking(
      never,
      [
        rule('a', { change: 'disabled', undo: 'back' }),
        rule('b', { change: 'disabled' }),
        rule('c', { state: 'live' }),
      ],
      [rule('a', {}), rule('d', { change: 'disabled' })],
    )
    const { triggers, problems } = await disable()
    expect(triggers).toEqual([
      rule('a', { change: 'disabled', undo: 'back' }),
      rule('d', { change: 'disabled' }),
      rule('b', {
        change: 'disabled',
        state: 'harmless',
        detail: 'It was changed by this run and is no longer there.',
      }),
    ])
    expect(problems.map(({ message }) => message)).toEqual(['whole'])
  })
})
