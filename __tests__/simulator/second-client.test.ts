import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { execFile, spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { CREDENTIALS } from '../../simulator/server.ts'
import { openStage, type Stage } from '../../simulator/stage.ts'
import { need } from '../here.ts'

const START = Date.UTC(2025, 6, 21)
const PROJECT = 'arn:aws:codebuild:us-east-1:123456789012:project/p'
const run = promisify(execFile)
const cli = need(spawnSync('aws', ['--version']).status === 0, 'there is no AWS CLI')

let stage: Stage

beforeEach(async () => {
  stage = await openStage(START)
})

afterEach(async () => {
  await stage.server.close()
})

/** Runs the AWS CLI against the simulator. @returns what it prints, read */
async function aws(...command: readonly string[]): Promise<unknown> {
  const { stdout } = await run('aws', [...command, '--output', 'json'], {
    // The machine's own configuration must not reach the command.
    cwd: tmpdir(),
    env: {
      PATH: process.env['PATH'],
      HOME: tmpdir(),
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: stage.server.url,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
      AWS_MAX_ATTEMPTS: '1',
    },
  })
  return stdout === '' ? undefined : JSON.parse(stdout)
}

// A client of other make than the SDK: what the simulator answers must not be right for the SDK alone.
cli.describe(cli.title('the AWS CLI'), () => {
  it('reads and changes a rule', async () => {
    stage.events.rule({ name: 'r', scheduleExpression: 'rate(1 day)', targets: [PROJECT] })
    expect(await aws('events', 'list-rule-names-by-target', '--target-arn', PROJECT)).toEqual({ RuleNames: ['r'] })
    await aws('events', 'disable-rule', '--name', 'r')
    expect(await aws('events', 'describe-rule', '--name', 'r')).toMatchObject({ State: 'DISABLED' })
  }, 60_000)

  it('reads and changes a schedule', async () => {
    stage.scheduler.schedule({
      name: 'n',
      group: 'jobs',
      ScheduleExpression: 'rate(1 day)',
      StartDate: new Date(START),
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: PROJECT, RoleArn: 'arn:aws:iam::123456789012:role/r' },
    })
    const before = stage.scheduler.stored('n', { group: 'jobs' })
    expect(await aws('scheduler', 'list-schedules', '--group-name', 'jobs', '--max-items', '5')).toMatchObject({
      Schedules: [{ Name: 'n', Target: { Arn: PROJECT } }],
    })
    expect(await aws('scheduler', 'get-schedule', '--name', 'n', '--group-name', 'jobs')).toMatchObject({ Name: 'n' })
    const whole = [
      '--start-date',
      '2025-07-21T00:00:00Z',
      '--schedule-expression',
      'rate(1 day)',
      '--state',
      'DISABLED',
    ]
    const target = `Arn=${PROJECT},RoleArn=arn:aws:iam::123456789012:role/r`
    const rest = ['--flexible-time-window', 'Mode=OFF', '--target', target]
    await aws('scheduler', 'update-schedule', '--name', 'n', '--group-name', 'jobs', ...whole, ...rest)
    expect(stage.scheduler.stored('n', { group: 'jobs' })).toEqual({ ...before, State: 'DISABLED' })
  }, 60_000)

  it('reads and changes a transition, and is told what is wrong', async () => {
    stage.codepipeline.pipeline({ name: 'release', stages: [{ name: 'Build', actions: [{ provider: 'CodeBuild' }] }] })
    const at = ['--pipeline-name', 'release', '--stage-name', 'Build', '--transition-type', 'Inbound']
    await aws('codepipeline', 'disable-stage-transition', ...at, '--reason', 'not now')
    expect(await aws('codepipeline', 'get-pipeline-state', '--name', 'release')).toMatchObject({
      stageStates: [{ inboundTransitionState: { enabled: false, disabledReason: 'not now' } }],
    })
    await aws('codepipeline', 'enable-stage-transition', ...at)
    expect(stage.codepipeline.stage('release', 'Build')?.transition.enabled).toBe(true)
    await expect(aws('codepipeline', 'disable-stage-transition', ...at, '--reason', 'a/b')).rejects.toMatchObject({
      stderr: expect.stringContaining('(ValidationException) when calling the DisableStageTransition operation'),
    })
    await expect(aws('scheduler', 'get-schedule', '--name', 'gone')).rejects.toMatchObject({
      stderr: expect.stringContaining('Schedule gone does not exist.'),
    })
  }, 60_000)
})
