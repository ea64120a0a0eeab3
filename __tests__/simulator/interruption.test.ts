import { describe, expect, it } from '@jest/globals'
import { gateAt, type Moment } from '../../simulator/interruption.ts'

/** What passes a gate: three requests of two kinds, each answered before the next comes, and two sleeps. */
function passing(moment: Moment): readonly string[] {
  const seen: string[] = []
  const gate = gateAt(moment, () => seen.push('signal'))
  for (const operation of ['ecs:DescribeServices', 'ecs:DescribeTasks', 'ecs:DescribeTasks']) {
    const number = gate.arrives()
    if (gate.opens(number, operation)) {
      seen.push(`answer ${number}`)
      gate.answered(number)
    }
  }
  for (let sleep = 1; sleep <= 2; sleep++) if (gate.sleeps()) seen.push(`jump ${sleep}`)
  expect(gate.slept()).toBe(2)
  return seen
}

describe('the gate between the simulator and the process', () => {
  it.each<[Moment, string]>([
    [{ request: 2, when: 'before-answer' }, 'answer 1, signal, answer 2, answer 3, jump 1, jump 2'],
    [{ request: 2, when: 'after-answer' }, 'answer 1, answer 2, signal, answer 3, jump 1, jump 2'],
    [{ request: 2, when: 'hung' }, 'answer 1, signal, answer 3, jump 1, jump 2'],
    [{ request: 'ecs:DescribeTasks', when: 'hung' }, 'answer 1, signal, answer 3, jump 1, jump 2'],
    [{ request: 'ecs:DescribeTasks', when: 'after-answer' }, 'answer 1, answer 2, signal, answer 3, jump 1, jump 2'],
    [{ sleep: 2 }, 'answer 1, answer 2, answer 3, jump 1, signal'],
    [{ turn: 7 }, 'answer 1, answer 2, answer 3, jump 1, jump 2'],
  ])('%j: %s', (moment, seen) => {
    expect(passing(moment).join(', ')).toBe(seen)
  })
})
