import { describe, expect, it } from '@jest/globals'
import { lagging } from '../../simulator/world/lagging.ts'

const api = (says: string) => ({ describeTasks: (id: string) => `${id} ${says}`, listTasks: () => says })

describe('an API that is behind', () => {
  it('answers those operations that are as they were so long ago, and the others as they are', () => {
    const asked: number[] = []
    const past = (milliseconds: number) => {
      asked.push(milliseconds)
      return api('was')
    }
    const late = lagging(api('is'), past, (operation) => (operation === 'DescribeTasks' ? 3_000 : 0))
    expect(late.describeTasks('a')).toBe('a was')
    expect(late.listTasks()).toBe('is')
    expect(asked).toEqual([3_000])
  })
})
