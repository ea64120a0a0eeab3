import { describe, expect, it } from '@jest/globals'

import { readSchedule } from '../../src/guard/schedule/plan.ts'
import type { Schedule } from '../../src/guard/schedule/plan.ts'
import type { Scope } from '../../src/guard/schedule/target.ts'
import { describeSchedule, enablingNote, setCommand, startDateNote } from '../../src/guard/schedule/words.ts'
import { NOW, REGION, arnOf } from './codebuild-in-memory.ts'
import { DAY, HOUR, at } from './schedule-asking.ts'
import { ACCOUNT, START_BUILD, START_PIPELINE, calling, pipelineRun, scheduleWith } from './scheduler-in-memory.ts'

const MARK = '[disabled by ecs-deploy-verifier, was ENABLED]'
const RELEASE = pipelineRun('release')
const CANARY = { ...pipelineRun('canary'), stages: ['Build', 'Test'] }
const SCOPE: Scope = { project: 'app', arn: arnOf('app'), region: REGION, account: ACCOUNT, runs: [RELEASE, CANARY] }

const words = (fields: Partial<Schedule>, closed: readonly string[] = []): string => {
  const schedule = scheduleWith('x', fields)
  const place = { region: REGION, account: ACCOUNT }
  return describeSchedule(schedule, readSchedule(schedule, SCOPE, place, new Set(closed), NOW))
}

describe('a schedule in words', () => {
  it('says when and what it starts', () => {
    expect(words({})).toBe('The schedule cron(0 3 * * ? *) (UTC) starts the project.')
    expect(words({ ScheduleExpressionTimezone: 'Europe/Berlin' })).toContain('(Europe/Berlin)')
    expect(words({ ScheduleExpressionTimezone: undefined })).toContain('(UTC)')
    expect(words({ ScheduleExpression: 'rate(1 day)' })).toBe('The schedule rate(1 day) starts the project.')
    expect(words({ Target: calling(START_BUILD, { ProjectName: 'app' }) })).toMatch(
      / calls codebuild:startBuild for the project\.$/,
    )
    expect(words({ Target: calling(START_BUILD, { ProjectName: 'web' }) })).toMatch(
      / starts nothing that concerns the project\.$/,
    )
    expect(words({ Target: calling(START_BUILD, '{"ProjectName": app') })).toMatch(
      / calls codebuild:startBuild, and whether for this project cannot be told: its input is no JSON\.$/,
    )
  })
  it('names the pipelines that it starts, with the stages of the only one', () => {
    const to = (Arn: string) => words({ Target: { Arn, RoleArn: 'r' } })
    expect(to(RELEASE.arn)).toMatch(/ starts the pipeline release, which runs the project in its stage Build\.$/)
    expect(to(CANARY.arn)).toMatch(/ the project in its stages Build, Test\.$/)
    const both = calling(START_PIPELINE, { Name: 'release', PipelineName: 'canary' })
    expect(words({ Target: both })).toMatch(
      / calls codepipeline:startPipelineExecution for the pipelines release, canary, which run the project\.$/,
    )
    expect(words({ Target: both }, [RELEASE.arn, CANARY.arn])).toMatch(
      / which run the project\. The way from there to the project is closed\.$/,
    )
  })
  it('says who disabled it, and that its time is over', () => {
    expect(words({ State: 'DISABLED' })).toBe(
      'Its owner has it disabled: the schedule cron(0 3 * * ? *) (UTC) starts the project.',
    )
    expect(words({ State: 'DISABLED', Description: MARK })).toBe(
      'Disabled by the mark of this action: the schedule cron(0 3 * * ? *) (UTC) starts the project.',
    )
    expect(words({ ScheduleExpression: at(NOW - DAY) })).toBe(
      `Its only time has passed: the schedule ${at(NOW - DAY)} (UTC) starts the project.`,
    )
    expect(words({ EndDate: new Date(NOW - DAY) })).toBe(
      `Its end date ${new Date(NOW - DAY).toISOString()} has passed: the schedule cron(0 3 * * ? *) (UTC) starts the project.`,
    )
  })
  it('says what is peculiar about it', () => {
    const live = 'The schedule cron(0 3 * * ? *) (UTC) starts the project.'
    expect(words({ Description: MARK })).toBe(`${live} It carries the mark of this action, and was enabled since.`)
    expect(words({ Description: '[disabled by ecs-deploy-verifier was ENABLED]' })).toBe(
      `${live} Its description looks like the mark of this action but was altered, so it is left alone.`,
    )
    const held = '2026-03-01T00:00:00.000Z'
    expect(words({ State: 'DISABLED', Description: MARK.replace(']', ` from ${held}]`) })).toMatch(
      new RegExp(
        ` Its start date ${held} is kept in the mark, because AWS takes none that has passed: restore brings it back\\.$`,
      ),
    )
    expect(words(JSON.parse('{"State":"PAUSED"}'))).toBe(`${live} Its state is PAUSED.`)
    expect(words({ State: undefined })).toBe(`${live} Its state is not told.`)
  })
  it.each<[fields: Partial<Schedule>, told: boolean]>([
    [{ ScheduleExpression: at(NOW + HOUR) }, true],
    [{ EndDate: new Date(NOW + DAY) }, true],
    [{}, false],
    [{ EndDate: new Date(NOW + DAY), ActionAfterCompletion: 'NONE' }, false],
    [{ EndDate: new Date(NOW + DAY), Description: 'off' }, false],
    [{ EndDate: new Date(NOW + DAY), State: 'ENABLED' }, false],
  ])('says where AWS may delete it while it is off: %j', (fields, told) => {
    const marked: Partial<Schedule> = { State: 'DISABLED', Description: MARK, ActionAfterCompletion: 'DELETE' }
    expect(words({ ...marked, ...fields }).includes('It is set to be deleted after its last run')).toBe(told)
  })
})

describe('the command that sets a schedule', () => {
  const key = { region: REGION, group: 'ci', name: 'nightly' }
  it('sets the description, takes it away, or leaves it', () => {
    expect(setCommand(key, 'ENABLED', { to: "it's" })).toMatch(
      /\| jq --arg description 'it'\\''s' '.* \| \.State = "ENABLED" \| \.Description = \$description'\)"$/,
    )
    expect(setCommand(key, 'DISABLED', { to: undefined })).toMatch(
      /\| jq 'del\(\.Arn, \.CreationDate, \.LastModificationDate\) \| \.State = "DISABLED" \| del\(\.Description\)'\)"$/,
    )
    expect(setCommand(key, 'DISABLED', undefined)).toMatch(/ \| \.State = "DISABLED"'\)"$/)
  })
})

describe('what a restore brings about', () => {
  const input = { Name: 'x', ScheduleExpression: 'rate(1 hour)', Target: undefined, FlexibleTimeWindow: undefined }
  const former = new Date(NOW - DAY)
  const before = scheduleWith('x')
  it('is told where the start date could not come back', () => {
    expect(startDateNote('default/x', { before, input })).toBeUndefined()
    const without = startDateNote('default/x', { before, input, wanted: { ...input, StartDate: former } })
    expect(without).toContain(`did not get back its former one, ${former.toISOString()}: it was restored without one`)
    const next = new Date(NOW + HOUR)
    const told = { before, input: { ...input, StartDate: next }, wanted: { ...input, StartDate: former } }
    expect(startDateNote('default/x', told)).toContain(
      `it was restored with ${next.toISOString()}, the next time at which rate(1 hour) counted from there is due.`,
    )
    const none = { ...told, wanted: { ...input, StartDate: new Date(Number.NaN), ScheduleExpression: undefined } }
    expect(startDateNote('default/x', none)).toMatch(/its former one, : .* at which it counted from there is due\.$/)
  })
  it('is told of a rate without a start date, which counts anew', () => {
    const rate = scheduleWith('x', { ScheduleExpression: 'rate(1 hour)' })
    expect(enablingNote(rate)).toContain('AWS may run it at once')
    expect(enablingNote({ ...rate, StartDate: former })).toBeUndefined()
    expect(enablingNote(before)).toBeUndefined()
  })
})
