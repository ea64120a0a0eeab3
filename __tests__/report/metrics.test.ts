import { describe, expect, it } from '@jest/globals'
import { verdictOf, CAUSES } from '../../src/judge/causes.ts'
import type { Build, Cause, CompetingPipelines, CompetingProject, Drift, RunOutcome, Trigger } from '../../src/model.ts'
import { METRIC_NAMES, metricsOf, notPublishedLine } from '../../src/report/metrics.ts'
import { bare, complete, drift, outcomeFor, service, START, twoServices, verdictFor, verified } from './outcomes.ts'
import { readPage } from './page.ts'

/** The metrics of one service by name. */
function valuesOf(outcome: RunOutcome, index = 0): Readonly<Record<string, number>> {
  const metrics = metricsOf(outcome)[index]?.metrics ?? []
  expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length)
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}

const [project] = complete.pipelines.projects
const [trigger] = project?.triggers ?? []
const [build] = project?.builds ?? []
if (project === undefined || trigger === undefined || build === undefined) throw new Error('the fixture has no project')

function withPipelines(change: Partial<CompetingPipelines>): RunOutcome {
  return { ...verified, pipelines: { ...complete.pipelines, problems: [], ...change } }
}

const withProject = (change: Partial<CompetingProject>): RunOutcome =>
  withPipelines({ projects: [{ ...project, ...change }] })

const inState = (state: Trigger['state']): Trigger => ({ ...trigger, state })
const by = (origin: Build['origin'], initiator: string): Build => ({
  ...build,
  origin,
  initiator,
  startedBy: `user ${initiator}`,
})

const dayLong = { ...complete, commit: { ...complete.commit, committedAt: START + 156_000 - 86_400_000 } }

describe('the metrics of a verified service', () => {
  it('say so, how long it took, and that nothing drifts', () => {
    expect(valuesOf({ ...verified, pipelines: { ...complete.pipelines, handling: 'off' } })).toEqual({
      DeploymentVerified: 1,
      PushToLiveSeconds: 556,
      VersionDrift: 0,
      DriftSeconds: 0,
    })
  })

  it('have a unit each, and no name that is not listed', () => {
    const metrics = metricsOf(withPipelines({}))[0]?.metrics ?? []
    expect(metrics.map(({ name }) => name)).toEqual(METRIC_NAMES)
    for (const { name, unit } of metrics) expect(unit).toBe(name.endsWith('Seconds') ? 'Seconds' : 'Count')
  })

  it('leave out how long it took where the commit’s time is not known, or the run was an audit', () => {
    const { committedAt: _, ...unknown } = complete.commit
    expect(valuesOf({ ...verified, commit: unknown })).not.toHaveProperty('PushToLiveSeconds')
    const audit: RunOutcome = { ...verified, settings: { ...complete.settings, mode: 'audit' } }
    expect(valuesOf(audit)).toMatchObject({ DeploymentVerified: 1, VersionDrift: 0, DriftSeconds: 0 })
    expect(valuesOf(audit)).not.toHaveProperty('PushToLiveSeconds')
  })
})

describe('the metrics of a service that is not verified', () => {
  it.each(CAUSES.filter((cause) => verdictOf(cause) === 'inconclusive'))('measure no drift when %s', (cause) => {
    const values = valuesOf({
      ...dayLong,
      verdict: verdictFor(cause),
      services: [{ ...service, verdict: verdictFor(cause) }],
    })
    expect(values['DeploymentVerified']).toBe(0)
    expect(Object.keys(values)).not.toEqual(expect.arrayContaining([expect.stringContaining('Drift')]))
    expect(values).not.toHaveProperty('PushToLiveSeconds')
  })

  it.each<Cause>(['not-deployed', 'image-stale', 'rolled-back', 'mixed-tasks', 'version-mismatch', 'nothing-running'])(
    'tell the drift and how long it lasts when %s',
    (cause) => {
      const verdict = verdictFor(cause)
      expect(valuesOf({ ...dayLong, verdict, services: [{ ...service, verdict }] })).toMatchObject({
        DeploymentVerified: 0,
        VersionDrift: 1,
        DriftSeconds: 86_400,
      })
    },
  )

  it.each<Cause>(['feature-failed', 'competing-trigger'])(
    'tell none where the commit is live all the same: %s',
    (cause) => {
      expect(valuesOf(outcomeFor(cause))).toMatchObject({ DeploymentVerified: 0, VersionDrift: 0, DriftSeconds: 0 })
    },
  )

  it('tell no drift of an image that nobody can tie to its commit', () => {
    expect(valuesOf(outcomeFor('image-unproven'))).not.toHaveProperty('VersionDrift')
  })

  it('leave out how long it drifts where the commit’s time is unknown or ahead', () => {
    const { committedAt: _, ...unknown } = complete.commit
    for (const commit of [
      unknown,
      { ...unknown, committedAt: START + 999_999_999 },
      { ...unknown, committedAt: NaN },
    ]) {
      const values = valuesOf({ ...outcomeFor('not-deployed'), commit })
      expect(values['VersionDrift']).toBe(1)
      expect(values).not.toHaveProperty('DriftSeconds')
    }
  })
})

describe('the drift of a service whose live commit is known', () => {
  const behind = outcomeFor('not-deployed')
  const withDrift = (change: Partial<Drift> = {}): RunOutcome => ({
    ...behind,
    services: behind.services.map((one) => ({ ...one, drift: { ...drift, ...change } })),
  })

  it('is counted in commits, from the first that is missing on', () => {
    const seconds = Math.floor((complete.figures.endedAt - drift.behindSince) / 1000)
    expect(valuesOf(withDrift())).toMatchObject({ VersionDrift: 3, DriftSeconds: seconds })
  })

  it('is one commit at least where the commit is not live', () => {
    expect(valuesOf(withDrift({ commitsBehind: 0 }))).toMatchObject({ VersionDrift: 1 })
  })

  it('is none where the newer commits need not be live', () => {
    const services = verified.services.map((one) => ({ ...one, drift }))
    expect(valuesOf({ ...verified, services })).toMatchObject({ VersionDrift: 0, DriftSeconds: 0 })
  })
})

describe('the services of a run', () => {
  it('are told apart by their names, where the inputs are ARNs too', () => {
    const ref = {
      cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/production',
      service: 'arn:aws:ecs:eu-west-1:123456789012:service/production/shop',
      region: 'eu-west-1',
      label: 'production / shop',
    }
    const outcome = { ...verified, settings: { ...complete.settings, services: [ref] } }
    expect(metricsOf(outcome)).toMatchObject([{ region: 'eu-west-1', cluster: 'production', service: 'shop' }])
  })

  it('have each its own verdict', () => {
    const settings = { ...complete.settings, services: twoServices.services.map(({ ref }) => ref) }
    const outcome = { ...twoServices, settings }
    expect(valuesOf(outcome, 0)).toMatchObject({ DeploymentVerified: 1, VersionDrift: 0 })
    expect(valuesOf(outcome, 1)).toMatchObject({ DeploymentVerified: 0, VersionDrift: 1 })
  })

  it('are not verified, and not measured, where the run ended before they were decided', () => {
    const [first, second] = twoServices.services
    if (first === undefined || second === undefined) throw new Error('the fixture has two services')
    const { verdict: _, ...undecided } = first
    const settings = { ...complete.settings, services: [first.ref, second.ref] }
    const rolledBack = { ...twoServices, settings, services: [undecided, second], verdict: verdictFor('rolled-back') }
    expect(valuesOf(rolledBack, 0)['DeploymentVerified']).toBe(0)
    expect(valuesOf(rolledBack, 0)).not.toHaveProperty('VersionDrift')
    // What is asked only once every service is right says that this one is.
    expect(valuesOf({ ...rolledBack, verdict: verdictFor('feature-failed') }, 0)).toMatchObject({ VersionDrift: 0 })
    expect(valuesOf({ ...twoServices, settings, services: [] }, 1)).toMatchObject({ DeploymentVerified: 0 })
  })

  it('are none where the inputs could not be read', () => {
    expect(metricsOf(bare)).toEqual([])
  })
})

describe('CompetingTriggers', () => {
  it('counts what can, or may, start a competing project', () => {
    const triggers = (['live', 'unknown', 'mixed', 'disabled', 'harmless', 'protected'] as const).map(inState)
    expect(valuesOf(withProject({ triggers }))['CompetingTriggers']).toBe(3)
    expect(valuesOf(withProject({ triggers, competing: 'not-shown' }))['CompetingTriggers']).toBeUndefined()
    expect(valuesOf(withProject({ triggers: [] }))['CompetingTriggers']).toBe(0)
  })

  it('is absent where nobody asked', () => {
    const { pipelines: _, ...none } = verified
    expect(valuesOf(none)).not.toHaveProperty('CompetingTriggers')
    expect(valuesOf(withPipelines({ handling: 'off' }))).not.toHaveProperty('CompetingTriggers')
  })

  it('is absent where none was found and something could not be read', () => {
    const problem = { project: project.name, message: 'rules could not be listed', blocking: true }
    const blocked = withPipelines({ projects: [{ ...project, triggers: [] }], problems: [problem] })
    expect(valuesOf(blocked)).not.toHaveProperty('CompetingTriggers')
    const open = withPipelines({ projects: [{ ...project, triggers: [inState('live')] }], problems: [problem] })
    expect(valuesOf(open)['CompetingTriggers']).toBe(1)
    expect(valuesOf(withPipelines({ projects: [] }))).not.toHaveProperty('CompetingTriggers')
    expect(valuesOf(withProject({ exists: false, triggers: [] }))).not.toHaveProperty('CompetingTriggers')
  })

  it('is zero where auto found no project', () => {
    expect(valuesOf(withPipelines({ auto: true, projects: [] }))).toMatchObject({
      CompetingTriggers: 0,
      ManualBuilds: 0,
    })
  })
})

describe('ManualBuilds', () => {
  it('counts the builds that a person started, retries by CodeBuild left out', () => {
    const retried = { ...by('person', 'AVA_OLO'), startedBy: 'user AVA_OLO, automatic retry 1' }
    const builds = [by('person', 'AVA_OLO'), by('person', 'bob'), by('webhook', 'GitHub-Hookshot/1'), retried]
    expect(valuesOf(withProject({ builds }))['ManualBuilds']).toBe(2)
    expect(valuesOf(withProject({ builds: [] }))['ManualBuilds']).toBe(0)
  })

  it('is absent where the builds may not have been read', () => {
    const problems = [{ project: project.name, message: 'The builds could not be read', blocking: false }]
    const unread = withPipelines({ projects: [{ ...project, builds: [] }], problems })
    expect(valuesOf(unread)).not.toHaveProperty('ManualBuilds')
  })
})

describe('the line about metrics that are missing', () => {
  it('lets no text from outside be markup', () => {
    const line = notPublishedLine(
      'a`|<b>',
      '<script>alert(1)</script> | ${{ secrets.x }} [x](http://evil.example)\n# heading',
    )
    const page = readPage(line)
    expect({ ...page, text: '' }).toEqual({
      links: [],
      images: 0,
      tags: ['<code>', '</code>'],
      text: '',
      fences: [],
      headings: 0,
    })
    expect(line).not.toMatch(/\$\{\{|\n/)
  })
})
