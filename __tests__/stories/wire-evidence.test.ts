import { describe, expect, it } from '@jest/globals'
import { theBadWire, theExpiredCredentials } from '../../simulator/stories/aws-in-the-way.ts'
import { theRunnersWebhook } from '../../simulator/stories/other-pipelines.ts'
import { theCancelledJob } from '../../simulator/stories/other-kinds-of-service.ts'
import { theFixedDeploy } from '../../simulator/stories/the-fixed-deploy.ts'
import { theOtherPipelinesDeployment } from '../../simulator/stories/the-other-pipelines-deployment.ts'
import { play } from '../../simulator/story.ts'

// What the built action did on the wire, beside what it said.
const PATIENCE_MS = 60_000
const PROJECT = 'ava-agricultural-docker-build'

describe('on the wire', () => {
  it(
    'the webhook is disabled before the first look, with everything that it had kept in it',
    async () => {
      const { run, staged } = await play(theFixedDeploy)
      const operations = run.requests.map(({ operation }) => operation)
      expect(operations.filter((operation) => operation === 'codebuild:UpdateWebhook')).toHaveLength(1)
      expect(operations.indexOf('codebuild:UpdateWebhook')).toBeLessThan(operations.indexOf('ecs:DescribeTasks'))
      const { codebuild } = staged.stage
      const groups = codebuild.webhook(PROJECT)?.filterGroups ?? []
      expect(groups.map((group) => group.length)).toEqual([3, 2])
      expect(groups[0]).toEqual(expect.arrayContaining([{ type: 'HEAD_REF', pattern: '^refs/heads/release/.*$' }]))

      codebuild.deliverPush('ava-olo/agricultural-core', {
        ref: 'refs/heads/release/3.4',
        sha: 'a'.repeat(40),
        message: '',
      })
      expect((await codebuild.api('us-east-1').listBuildsForProject({ projectName: PROJECT })).ids).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    "a runner's webhook is not touched",
    async () => {
      const { run } = await play(theRunnersWebhook)
      expect(run.requests.filter(({ operation }) => operation === 'codebuild:UpdateWebhook')).toEqual([])
    },
    PATIENCE_MS,
  )

  it(
    'the served version is asked on fresh connections, without cookies, past caches',
    async () => {
      const { run } = await play(theFixedDeploy)
      const asked = run.requests.filter(({ operation }) => operation === 'app:GET /version')
      expect(asked.length).toBeGreaterThanOrEqual(5)
      for (const { freshConnection, headers } of asked) {
        expect(freshConnection).toBe(true)
        expect(headers['cookie']).toBeUndefined()
        expect(headers['cache-control']).toMatch(/no-cache/)
      }
      const paths = asked.map(({ input }) => JSON.stringify(input))
      expect(new Set(paths).size).toBe(paths.length)
    },
    PATIENCE_MS,
  )

  it(
    'ECS is read again after the last sample',
    async () => {
      const { run } = await play(theFixedDeploy)
      const operations = run.requests.map(({ operation }) => operation)
      const sampled = operations.lastIndexOf('app:GET /version')
      const after = operations.slice(sampled)
      expect(after).toEqual(expect.arrayContaining(['ecs:DescribeServices', 'ecs:ListTasks', 'ecs:DescribeTasks']))
      expect(after).toEqual(expect.arrayContaining(['codebuild:BatchGetProjects']))
    },
    PATIENCE_MS,
  )

  it(
    'a supersession ends the run within one interval, expired credentials at once',
    async () => {
      const superseded = await play(theOtherPipelinesDeployment)
      expect(superseded.run.virtualMilliseconds).toBeLessThan(27_000)
      const expired = await play(theExpiredCredentials)
      expect(expired.run.virtualMilliseconds).toBeLessThan(27_000)
    },
    PATIENCE_MS,
  )

  it(
    'faults are met and counted in the report',
    async () => {
      const { run } = await play(theBadWire)
      expect(run.requests.filter(({ fault }) => fault !== undefined)).toHaveLength(7)
      expect(JSON.stringify(run.report)).toMatch(/faults/)
    },
    PATIENCE_MS,
  )

  it(
    'a cancelled run leaves its outputs and summary within two seconds',
    async () => {
      const { run } = await play(theCancelledJob)
      expect(run.signal).toBeUndefined()
      expect(run.cancelledWithin).toBeLessThan(2_000)
      expect(run.summary).toContain('cancelled')
    },
    PATIENCE_MS,
  )
})
