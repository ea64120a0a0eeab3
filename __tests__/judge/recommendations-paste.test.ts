import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parse } from 'yaml'
import { COMMIT, container, OLD, REPOSITORY, rollout, task } from './cases.ts'
import {
  of,
  linesOf,
  silent,
  read,
  build,
  project,
  pipelines,
  scaledIn,
  crashed,
  wordsOf,
} from './recommendation-cases.ts'

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('`id`', '$(id)', "'", '"', "';id;'", '\n', '\r', '\t', '${{ secrets.X }}', '{{', '$', '--help'),
      fc.constantFrom(
        'file://',
        '-',
        ' ',
        '\\',
        '!',
        '*',
        '#',
        ' #',
        ': ',
        '&a',
        '%',
        '@',
        '|',
        '\u202e',
        '\u200b',
        '~',
      ),
      fc.constantFrom('app', 'true', 'null', '1e3', '0x1f', 'us-east-1', 'agricultural-core', '2025-07-21'),
      fc.string({ maxLength: 4 }),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(''))
const name = fc.oneof(hostile, fc.constantFrom('app', 'my_app-2'))

describe('hostile names', () => {
  const runs = { numRuns: 150 }
  const inPath = name.map((text) => text.replaceAll(/[:/]/g, '_'))

  it('are words of a command, or in none', () => {
    fc.assert(
      fc.property(inPath, inPath, inPath, (region, cluster, service) => {
        const command = linesOf('circuit-breaker', {
          cause: 'tasks-failing',
          service: {
            stops: crashed,
            arn: `arn:aws:ecs:${region}:123456789012:service/${cluster}/${service}`,
            clusterArn: `arn:aws:ecs:${region}:123456789012:cluster/${cluster}`,
            name: service,
          },
        })
        if (command === undefined) return
        expect(command).not.toMatch(/[^ -~]/)
        // An option, or a file to read, for the AWS CLI.
        for (const word of [region, cluster, service]) expect(word).not.toMatch(/^-|:\/\//)
        expect(wordsOf(command, 'aws')).toEqual([
          'ecs',
          'update-service',
          '--region',
          region,
          '--cluster',
          cluster,
          '--service',
          service,
          '--deployment-configuration',
          'deploymentCircuitBreaker={enable=true,rollback=true}',
        ])
      }),
      runs,
    )
  })

  it('are in no command as repository, tag or target group unless AWS could have made them', () => {
    fc.assert(
      fc.property(name, name, (repository, tag) => {
        const group = `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/${repository}/${tag}`
        const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com'
        const delay = linesOf('deregistration-delay', { service: { ...scaledIn('0a', 5), targetGroups: [group] } })
        const tags = of({
          image: { repository: `${host}/${repository}`, movedTags: [{ tag: COMMIT, digest: OLD }], tags: [tag] },
        }).find(({ id }) => id === 'immutable-tags')?.lines?.text
        if (delay !== undefined) expect(wordsOf(delay, 'aws')).toContain(group)
        if (tags !== undefined) {
          const words = wordsOf(tags, 'aws')
          expect(words[7]).toBe(repository)
          expect(repository).not.toMatch(/^-|^\w+:\/\//)
          if (words.length > 10) expect(words[11]).toMatch(/^filterType=WILDCARD,filter=[\w.-]+$/)
          expect(words.slice(8)).toHaveLength(words.includes('IMMUTABLE') ? 2 : 4)
        }
        const label = of({
          cause: 'image-stale',
          image: { ...read(silent), repository: `${host}/${repository}` },
          run: pipelines([project({ builds: [build()] })]),
        }).find(({ id }) => id === 'revision-label')?.lines?.text
        if (label !== undefined) expect(wordsOf(label, 'docker')[4]).toBe(`${host}/${repository}:feed`)
      }),
      runs,
    )
  })

  it('are strings in YAML and bring no expression with them, or are in none', () => {
    fc.assert(
      fc.property(name, inPath, name, (box, family, path) => {
        const arn = `arn:aws:ecs:us-east-1:123456789012:task-definition/${family}:2`
        const pin = linesOf('pin-by-digest', {
          service: {
            container: box,
            rollouts: [rollout({ taskDefinition: arn })],
            taskDefinitions: [{ arn, containers: [container({ name: box, image: `${REPOSITORY}:latest` })] }],
          },
        })
        if (pin !== undefined) {
          expect(pin.split('${{')).toHaveLength(2)
          expect(parse(pin)).toMatchObject([
            { with: { 'task-definition-family': family, 'container-name': box, image: expect.stringContaining('@$') } },
          ])
        }
        const file = linesOf('image-version-file', { cause: 'version-mismatch', settings: { versionFile: path } })
        if (file !== undefined) {
          expect(file).not.toContain('${{')
          expect(parse(file)).toEqual({ 'image-version-file': `/app/${path.replace(/^(?:\.?\/)+/, '')}` })
        }
      }),
      runs,
    )
  })

  it('are text in JSON', () => {
    fc.assert(
      fc.property(name, name, (box, resource) => {
        const check = linesOf('health-check', {
          service: {
            container: box,
            hasLoadBalancer: false,
            tasks: [task({ hasHealthCheck: false })],
          },
        })
        if (check !== undefined) expect(JSON.parse(check)).toMatchObject({ name: box })
        const arn = `arn:aws:ecs:${resource}`
        const traffic = { state: 'not-read', why: 'no', action: 'ecs:X', resource: arn, denied: true } as const
        const policy = linesOf('permissions', { cause: 'rolled-back', service: { traffic } })
        const [granted] = JSON.parse(policy ?? '').Statement[0].Resource
        expect(granted === '*' || arn.startsWith(String(granted).replace(/\*$/, ''))).toBe(true)
      }),
      runs,
    )
  })
})
