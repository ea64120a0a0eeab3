import { describe, expect, it } from '@jest/globals'
import { unreachable } from '../../src/judge/unreachable.ts'
import { cancelled, verified } from '../../src/judge/verified.ts'
import type { Check, Expectation, ServicePicture } from '../../src/model.ts'
import { COMMIT, expectation, observation, task } from './cases.ts'

const check = (id: Check['id'], status: Check['status']): Check => ({ id, status, expected: '', seen: '' })
const told = (checks: readonly Check[], service: Partial<ServicePicture> = {}, expected: Expectation = expectation()) =>
  verified(expected, observation(service), checks, ['a remark'])

describe('a verified verdict', () => {
  it('says that the commit answers only where the served version passed', () => {
    const answers = (...checks: readonly Check[]): boolean => / and answers/.test(headlineOf(told(checks)))
    expect(answers(check('tasks', 'pass'), check('served-version', 'pass'))).toBe(true)
    expect(answers(check('tasks', 'pass'), check('served-version', 'not-checked'))).toBe(false)
    expect(answers(check('tasks', 'pass'))).toBe(false)
  })
  it('counts the tasks that run the image, and no others', () => {
    const tasks = [task(), task({ lastStatus: 'PENDING' }), task({ container: { state: 'no-digest', image: 'x' } })]
    expect(headlineOf(told([], { tasks }))).toContain('runs on its only task')
    expect(headlineOf(told([], { tasks: [task(), task(), task()] }))).toContain('runs on all 3 tasks')
  })
  it('names the version beside the commit where it is another text', () => {
    expect(headlineOf(told([]))).toMatch(/^3fa04cb \(3\.3\.6\) runs/)
    const commit = expectation({ version: { value: COMMIT, source: 'commit' } })
    expect(headlineOf(told([], {}, commit))).toMatch(/^3fa04cb runs/)
  })
  it('keeps the remarks, and says what alone binds the image', () => {
    const verdict = told([])
    expect(verdict).toHaveProperty('notes', [
      expect.stringMatching(/its tag is all that ties it to 3fa04cb\.$/),
      'a remark',
    ])
  })
})

function headlineOf(verdict: ReturnType<typeof verified>): string {
  return verdict.verdict === 'verified' ? verdict.headline : ''
}

it('an AWS that could not be read is told by its last error, or by readings that did not agree', () => {
  expect(unreachable(new Error('throttled. ')).explanation).toContain('; the last error was: throttled. Throttled and')
  expect(unreachable(undefined).explanation).toContain('; the last readings did not agree. Throttled and')
})

it('a run that was interrupted proves nothing, by whatever signal', () => {
  expect(cancelled('SIGTERM')).toMatchObject({
    cause: 'cancelled',
    // It stands alone in the log.
    explanation: expect.stringMatching(/the runner sent SIGTERM\. (?!.*below)/),
    ruledOut: [],
  })
})
