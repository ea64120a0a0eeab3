import { describe, expect, it } from '@jest/globals'
import { chosen, shortName, showings, tour, UnknownName } from '../../simulator/demo/catalogue.ts'
import { toldEnd } from '../../simulator/demo/perform.ts'
import { stories } from '../../simulator/stories/index.ts'
import { CAUSES } from '../../src/judge/causes.ts'
import { read } from '../docs/pages.ts'

const titlesOf = (...names: string[]): string[] => chosen(names).map(({ title }) => title)

function refusalOf(name: string): string {
  try {
    chosen([name])
  } catch (error) {
    if (error instanceof UnknownName) return error.message
    throw error
  }
  throw new Error(`${name} was not refused`)
}

describe('what the demo can play', () => {
  it('is every story', () => {
    expect(new Set(showings.map(({ story }) => story))).toEqual(new Set(stories))
  })

  it('has a name of its own for each, which any file system takes', () => {
    const names = showings.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  })

  it('has no name by which the story of another cause could be meant', () => {
    for (const { stop } of tour)
      for (const other of showings.filter((showing) => showing.stop !== stop)) expect(other.name).not.toBe(stop)
  })
})

describe('the tour', () => {
  it('has a stop for verified and for each cause, and no other', () => {
    expect(new Set(tour.map(({ stop }) => stop))).toEqual(new Set(['verified', ...CAUSES]))
    expect(tour).toHaveLength(CAUSES.length + 1)
  })

  it('begins with what the action is for: the image with old code, and the fixed deploy', () => {
    expect(tour.slice(0, 2).map(({ name }) => name)).toEqual(['the-image-with-old-code', 'the-fixed-deploy'])
  })

  it.each(tour.map((showing) => [shortName(showing), showing] as const))(
    'tells at the stop %s a story that ends so',
    async (stop, showing) => {
      const end = await toldEnd(showing)
      expect(end?.cause === '' ? end.verdict : end?.cause).toBe(stop)
    },
  )

  it.each(CAUSES)('tells of %s the story that its page takes its example from', (cause) => {
    const [, story] = /^From the story _([^_]+)_/mu.exec(read(`docs/causes/${cause}.md`)) ?? []
    expect(tour.find(({ stop }) => stop === cause)?.story.title).toBe(story?.replaceAll('\n', ' '))
  })
})

describe('a story is chosen', () => {
  it.each([
    ['by its cause', 'rolled-back', 'the rollback that makes the old deployment PRIMARY again'],
    ['by the verdict', 'verified', 'the fixed deploy'],
    ['by its title', 'a crash loop: out of memory', 'a crash loop: out of memory'],
    ['by its name', 'a-rolling-deploy', 'a rolling deploy'],
    ['by its page', 'an-image-outside-ecr.html', 'an image outside ECR'],
    ['by its file', 'the-tag-pushed-again.ts', 'the tag pushed again with no new deployment'],
    ['by a part that no other name has', 'canary', 'native canary'],
    ['by a part of a cause', 'stale', 'the image with old code'],
    ['whatever the case', 'Rolled-Back', 'the rollback that makes the old deployment PRIMARY again'],
  ])('%s', (_, name, title) => {
    expect(titlesOf(name)).toEqual([title])
  })

  it('once, however often it is named', () => {
    expect(titlesOf('verified', 'cancelled', 'the-fixed-deploy')).toEqual(['the fixed deploy', 'a cancelled job'])
  })

  it('before a longer name that it is a part of', () => {
    expect(titlesOf('the-image-with-old-code')).toEqual(['the image with old code'])
  })

  it.each([
    ['rolledback', 'rolled-back'],
    ['image-stalled', 'image-stale'],
    ['the-fixd-deploy', 'the-fixed-deploy'],
  ])('and not at a guess: %s is refused, with %s among the nearest', (name, meant) => {
    const [, told = ''] = /^Expected .+; saw "[^"]+"\. The nearest: (.+)\.$/.exec(refusalOf(name)) ?? []
    expect(told.split(', ')).toHaveLength(3)
    expect(told.split(', ')).toContain(meant)
  })

  it('and not from several: they are named', () => {
    expect(refusalOf('mixed')).toBe(
      'Expected one story; "mixed" is in the names of 2: mixed-tasks, version-mixed. Give more of the name.',
    )
  })

  it.each(['', '--', '…'])('and not by nothing: %j', (name) => {
    expect(refusalOf(name)).toContain('The nearest: ')
  })

  it('and a refusal repeats nothing that a terminal would obey', () => {
    expect(refusalOf('\u001b[2Jgone\u202e')).toContain('saw "gone⟨U+202E⟩"')
  })
})
