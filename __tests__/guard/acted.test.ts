import { describe, expect, it } from '@jest/globals'

import { beside, isSame, nowGone, unreadTriggers, withEarlier } from '../../src/guard/acted.ts'
import type { Look } from '../../src/guard/trigger.ts'
import type { PipelineProblem, Trigger, TriggerState } from '../../src/model.ts'

const trigger = (change: Partial<Trigger> = {}): Trigger => ({
  kind: 'rule',
  project: 'app',
  name: 'nightly',
  state: 'live',
  change: 'none',
  detail: 'It starts the project.',
  ...change,
})
const problem = (message: string): PipelineProblem => ({ project: 'app', message, blocking: true })
const look = (triggers: readonly Trigger[], ...problems: readonly string[]): Look => ({
  triggers,
  problems: problems.map(problem),
})
const STATES: readonly TriggerState[] = ['live', 'mixed', 'unknown', 'disabled', 'harmless', 'protected']

describe('the same trigger', () => {
  it('has the same kind and the same name', () => {
    expect(isSame(trigger(), trigger({ state: 'disabled', project: 'web' }))).toBe(true)
    expect(isSame(trigger(), trigger({ kind: 'schedule' }))).toBe(false)
    expect(isSame(trigger(), trigger({ name: 'weekly' }))).toBe(false)
  })
})

describe('a trigger that is no longer there', () => {
  it.each(['disabled', 'restored', 'unconfirmed'] as const)('is told as harmless where it was %s', (change) => {
    expect(nowGone(trigger({ change }))).toEqual([
      trigger({ change, state: 'harmless', detail: 'It was changed by this run and is no longer there.' }),
    ])
  })
  it.each(['none', 'refused'] as const)('is not told where its change was %s', (change) => {
    expect(nowGone(trigger({ change }))).toHaveLength(0)
  })
})

describe('the triggers of a project that cannot be read', () => {
  it('are those that were known, as unknown, with what was done to them', () => {
    const known = [trigger({ change: 'disabled', state: 'disabled' }), trigger({ kind: 'webhook', name: 'hook' })]
    expect(unreadTriggers('app', known)).toEqual(
      known.map((one) => ({ ...one, state: 'unknown', detail: 'The project could not be read.' })),
    )
  })
  it('are one that stands for all where none was known', () => {
    expect(unreadTriggers('app', [])).toMatchObject([
      { kind: 'webhook', project: 'app', name: 'triggers of app', state: 'unknown', change: 'none' },
    ])
  })
})

describe('a later look', () => {
  it('is told as it is where nothing was done', () => {
    const found = look([trigger()], 'unread')
    expect(beside(found, undefined, [trigger({ change: 'disabled' })], 'disabled')).toBe(found)
  })

  it('shows its own state, with what was done before and the way back', () => {
    const did = look([trigger({ change: 'disabled', state: 'disabled', undo: 'back' })])
    expect(beside(look([trigger({ state: 'disabled' })]), did, [], 'disabled').triggers).toEqual([
      trigger({ state: 'disabled', change: 'disabled', undo: 'back' }),
    ])
    const anew = beside(look([trigger({ state: 'disabled', undo: 'newer' })]), did, [], 'disabled').triggers
    expect(anew).toMatchObject([{ undo: 'newer' }])
    const mute = beside(look([trigger()]), look([trigger({ change: 'refused' })]), [], 'disabled').triggers
    expect(mute[0]).not.toHaveProperty('undo')
  })

  it('gives a reason where a trigger is live that nothing was done to and nothing stood in the way of', () => {
    const told = (found: Look, did: Look, done: 'disabled' | 'restored' = 'disabled') =>
      beside(found, did, [], done).problems
    const settled: Look = {
      ...look([trigger({ state: 'harmless', detail: 'It was v1.2 and was deleted.' })]),
      isOutdated: true,
    }
    expect(told(look([trigger()]), settled)).toEqual([
      {
        project: 'app',
        message:
          'The rule nightly can start app and was not disabled with the others, because then it read otherwise: It was v1.2 and was deleted.',
        blocking: true,
        passing: true,
      },
    ])
    const made = { message: expect.stringMatching(/because this run did not find it then\.$/) }
    expect(beside(look([trigger()]), look([]), [], 'disabled', true).problems).toMatchObject([
      { ...made, blocking: true, passing: true },
    ])
    // What somebody made, or turned on, while the run went on.
    const turnedOn = told(look([trigger()]), look([trigger({ state: 'disabled' })]))
    for (const problems of [told(look([trigger()]), look([])), turnedOn]) {
      expect(problems).toMatchObject([{ blocking: false }])
      expect(problems[0]).not.toHaveProperty('passing')
    }
    expect(told(look([trigger()]), settled, 'restored')).toEqual([])
    expect(told(look([trigger()], 'unread'), settled)).toEqual([problem('unread')])
    for (const state of STATES.filter((one) => one !== 'live'))
      expect(told(look([trigger({ state })]), settled)).toEqual([])
    expect(told(look([trigger()]), look([trigger({ change: 'disabled', state: 'disabled' })]))).toEqual([])
  })

  it('does not give one trigger what was done to another', () => {
    const did = look([
      trigger({ name: 'weekly', change: 'disabled' }),
      trigger({ kind: 'schedule', change: 'disabled' }),
      trigger(),
    ])
    expect(beside(look([trigger()]), did, [], 'disabled').triggers[0]).toEqual(trigger())
  })

  it('knows what was done for another project to what starts both', () => {
    const elsewhere = [trigger({ project: 'web', change: 'disabled', undo: 'back' })]
    const found = look([trigger({ state: 'disabled' })])
    expect(beside(found, look([trigger({ state: 'disabled' })]), elsewhere, 'disabled').triggers).toEqual([
      trigger({ state: 'disabled', change: 'disabled', undo: 'back' }),
    ])
  })

  it.each<[change: Trigger['change'], state: TriggerState, again: boolean]>([
    ['disabled', 'live', true],
    ['disabled', 'disabled', false],
    ['disabled', 'unknown', false],
    ['restored', 'live', false],
    ['refused', 'live', false],
  ])('says of a trigger that was %s and is %s that it was made live again: %s', (change, state, again) => {
    const [told] = beside(look([trigger({ state })]), look([trigger({ change })]), [], 'disabled').triggers
    expect(told?.change).toBe(change)
    expect(told?.detail).toBe(
      `It starts the project.${again ? ' This run disabled it, and since then it was made live again.' : ''}`,
    )
  })

  it.each<[done: 'disabled' | 'restored', state: TriggerState, change: Trigger['change']]>([
    ['disabled', 'disabled', 'disabled'],
    ['disabled', 'live', 'unconfirmed'],
    ['disabled', 'harmless', 'unconfirmed'],
    ['disabled', 'unknown', 'unconfirmed'],
    ['restored', 'live', 'restored'],
    ['restored', 'disabled', 'unconfirmed'],
    ['restored', 'unknown', 'unconfirmed'],
  ])('after a change to %s that nobody read back, and that is %s now, is %s', (done, state, change) => {
    const did = look([trigger({ change: 'unconfirmed', undo: 'back' })])
    const detail = `It starts the project.${change === 'unconfirmed' ? ' This run began to change it, and that has not come through.' : ''}`
    expect(beside(look([trigger({ state })]), did, [], done).triggers).toEqual([
      trigger({ state, change, detail, undo: 'back' }),
    ])
    expect(beside(look([trigger({ state, undo: 'newer' })]), did, [], done).triggers).toMatchObject([{ undo: 'newer' }])
    const mute = beside(look([trigger({ state })]), look([trigger({ change: 'unconfirmed' })]), [], done).triggers
    expect(mute[0]).not.toHaveProperty('undo')
  })

  it('keeps what is gone, where it was changed', () => {
    const did = look([trigger({ change: 'disabled' }), trigger({ name: 'weekly' }), trigger({ name: 'daily' })])
    expect(beside(look([trigger({ name: 'daily' })]), did, [], 'disabled').triggers).toMatchObject([
      { name: 'daily', state: 'live' },
      { name: 'nightly', state: 'harmless', change: 'disabled' },
    ])
  })

  it.each(STATES)('keeps what stood in the way of a change while a trigger is %s, or where none was open', (state) => {
    const isOpen = ['live', 'mixed', 'unknown'].includes(state)
    const open = look([trigger()], 'refused')
    expect(beside(look([trigger({ state })]), open, [], 'disabled').problems).toEqual(
      isOpen ? [problem('refused')] : [],
    )
    const settled = trigger({ name: 'weekly', state: 'harmless' })
    expect(beside(look([settled, trigger({ state })]), open, [], 'disabled').problems).toHaveLength(isOpen ? 1 : 0)
    const before = look([trigger({ state }), settled], 'refused')
    expect(beside(look([settled]), before, [], 'disabled').problems).toHaveLength(isOpen ? 0 : 1)
  })

  it('tells each problem once', () => {
    const did = look([trigger()], 'refused', 'unread')
    expect(
      beside(look([trigger()], 'unread', 'new'), did, [], 'disabled').problems.map(({ message }) => message),
    ).toEqual(['unread', 'new', 'refused'])
  })
})

describe('a trigger that needed no change now', () => {
  it('has what the same run had done to it before, with the way back', () => {
    const earlier = [trigger({ name: 'weekly', change: 'restored' }), trigger({ change: 'disabled', undo: 'back' })]
    expect(withEarlier(trigger(), earlier)).toEqual(trigger({ change: 'disabled', undo: 'back' }))
    expect(withEarlier(trigger({ undo: 'newer' }), earlier)).toMatchObject({ undo: 'newer' })
    expect(withEarlier(trigger(), [trigger({ change: 'unconfirmed' })])).toEqual(trigger({ change: 'unconfirmed' }))
    expect(withEarlier(trigger(), [trigger({ change: 'disabled' })])).not.toHaveProperty('undo')
  })
  it('has nothing of a change that was refused, nor of another trigger', () => {
    expect(withEarlier(trigger(), [trigger({ change: 'refused' })])).toEqual(trigger())
    expect(withEarlier(trigger(), [trigger({ name: 'weekly', change: 'disabled' })])).toEqual(trigger())
    expect(withEarlier(trigger(), [])).toEqual(trigger())
  })
  it('is told by what was done now where something was', () => {
    const now = trigger({ change: 'refused' })
    expect(withEarlier(now, [trigger({ change: 'disabled', undo: 'back' })])).toEqual(now)
  })
})
