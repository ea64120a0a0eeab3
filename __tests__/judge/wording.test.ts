import { describe, expect, it } from '@jest/globals'

import { cliNames, digestsOfTasks, imagesOfTasks } from '../../src/judge/wording.ts'
import type { ExpectedImage } from '../../src/model.ts'
import { CHILD, NEW, NOW, OLD, image, picture, task } from './cases.ts'

const running = (...digests: readonly string[]) =>
  digests.map((digest) => task({ container: { state: 'digest', digest } }))
const blind = task({ container: { state: 'absent' } })
const others = (...all: NonNullable<ExpectedImage['others']>): ExpectedImage => image({ others: all })

describe('the digests of tasks', () => {
  it('are told once each, shortened', () => {
    expect(digestsOfTasks([...running(OLD, NEW, OLD), blind])).toBe('sha256:bbbbbbbb…, sha256:aaaaaaaa…')
    expect(imagesOfTasks([...running(OLD, NEW, OLD), blind], undefined)).toBe('sha256:bbbbbbbb…, sha256:aaaaaaaa…')
  })

  it('are none where no task has one', () => {
    expect(digestsOfTasks([blind])).toBe('no digest')
    expect(imagesOfTasks([blind], image())).toBe('no digest')
    expect(imagesOfTasks([], image())).toBe('no digest')
  })
})

describe('the images of tasks', () => {
  const pushed = 'pushed 2025-07-21 11:30:00 UTC'
  it.each<[tags: readonly string[], pushedAt: number | undefined, facts: string]>([
    [[], undefined, ''],
    [['v1'], undefined, ' (tag v1)'],
    [[], NOW, ` (${pushed})`],
    [['v1'], NOW, ` (tag v1, ${pushed})`],
    [['v1', 'v2'], undefined, ' (tags v1, v2)'],
    [['1', '2', '3', '4'], undefined, ' (tags 1, 2, 3, 4)'],
    [['1', '2', '3', '4', '5'], undefined, ' (tags 1, 2, 3, 4 and 1 more)'],
    [['1b7c0de', '1b7c0de48a93f2560d71be84c3f9025a6e8d4b17'], undefined, ' (tag 1b7c0de)'],
  ])('are told with what is known of others: the tags %j, pushed at %s', (tags, pushedAt, facts) => {
    const other = { digest: OLD, tags, isRebuild: false, ...(pushedAt === undefined ? {} : { pushedAt }) }
    const known = others({ digest: CHILD, tags: ['not-this'], isRebuild: false }, other)
    expect(imagesOfTasks(running(OLD), known)).toBe(`sha256:bbbbbbbb…${facts}`)
    expect(imagesOfTasks(running(NEW), known)).toBe('sha256:aaaaaaaa…')
  })
})

it('a service is named to the AWS CLI by region, cluster and name', () => {
  expect(cliNames(picture())).toBe('--region us-east-1 --cluster ava-olo --service agricultural-core')
})
