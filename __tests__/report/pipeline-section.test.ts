import { describe, expect, it } from '@jest/globals'

import type { CompetingProject, RunOutcome } from '../../src/model.ts'
import { pipelineBlocks } from '../../src/report/pipeline-section.ts'
import { complete, finding, START } from './outcomes.ts'

const [first] = complete.pipelines.projects
if (first === undefined) throw new Error('there is no project')
const known: CompetingProject = first

function markdownOf(...projects: readonly CompetingProject[]): string {
  const outcome: RunOutcome = complete
  const { pipelines } = outcome
  if (pipelines === undefined) throw new Error('there are no pipelines')
  return pipelineBlocks({ ...outcome, pipelines: { ...pipelines, projects, problems: [] } })
    .map(({ markdown }) => markdown)
    .join('\n\n')
}

describe('the table of what starts a project', () => {
  it('names the kinds that there are none of', () => {
    expect(markdownOf(known)).toContain('| rule, schedule, pipeline | none |')
    expect(markdownOf({ ...known, triggers: [] })).toContain('| webhook, rule, schedule, pipeline | none |')
  })

  it('says what shows that the project competes, or that nothing does', () => {
    expect(markdownOf(known)).toContain('competes: the workflow names it. its buildspec names the service')
    expect(markdownOf({ ...known, evidence: [] })).toContain('Nothing that can be read of it shows')
    const other = markdownOf({ ...known, competing: 'not-shown', evidence: [] })
    expect(other).toContain('it was left as it is')
    expect(other).toContain('disabled, left alone')
  })
})

describe('the builds', () => {
  const during = (change: Partial<CompetingProject['builds'][number]>): string =>
    markdownOf({ ...known, builds: known.builds.map((build) => ({ ...build, running: false, ...change })) })

  it.each([
    ['while the image was pushed', { startedAt: START - 240_000, endedAt: START - 172_000 }],
    ['while the image that runs was pushed', { startedAt: START - 86_500_000, endedAt: START - 86_390_000 }],
    ['during this deploy', { startedAt: START + 60_000, endedAt: START + 70_000 }],
  ])('tell which of them ran %s', (words, times) => {
    expect(during(times)).toContain(`<b>${words}</b>`)
  })

  it('tell nothing of one that ended long before', () => {
    expect(during({ startedAt: START - 9_000_000, endedAt: START - 8_000_000 })).not.toMatch(/<b>(?:while|during)/)
  })
})

describe('builds that a person started', () => {
  const byHand = { ...known, builds: known.builds.map((build) => ({ ...build, running: false })) }

  it('are counted, by whom and when, next to the policy that forbids them', () => {
    const text = markdownOf(byHand)
    expect(text).toContain('1 build in the last 30 days, 1 succeeded: <b>1 by hand</b>.')
    expect(text).toContain('user `AVA_OLO` 1 time, last at 2025-07-21 11:21:00 UTC')
    expect(text).toContain('"codebuild:StartBuildBatch"')
  })

  it('have an alternative for a team that wants CodeBuild alone, with the branch that was pushed', () => {
    const command = "aws codebuild create-webhook --region 'us-east-1' --project-name 'ava-agricultural-docker-build'"
    expect(markdownOf({ ...byHand, triggers: [] })).toContain(command)
    expect(markdownOf({ ...byHand, triggers: [] })).toContain(String.raw`^refs/heads/main$`)
    expect(markdownOf(byHand)).not.toContain('create-webhook')
  })
})

describe('what could not be changed', () => {
  const problem = {
    project: known.name,
    message:
      "The hook was not disabled: it feeds runners. Clear Active at GitHub, or run: gh api --method PATCH 'hook'",
    blocking: true,
  }
  const pageOf = (explanation: string, message = problem.message): string => {
    const { pipelines } = complete
    const told = { ...finding, cause: 'competing-trigger', explanation } as const
    return pipelineBlocks({
      ...complete,
      verdict: { verdict: 'failed', finding: told },
      pipelines: { ...pipelines, projects: [], problems: [{ ...problem, message }] },
    })
      .map(({ markdown }) => markdown)
      .join('\n\n')
  }
  const command = "To do it by hand:\n\n```sh\ngh api --method PATCH 'hook'\n```"

  it('is not told again where the explanation above has it, but for its command', () => {
    const page = pageOf('Expected. The hook was not disabled: it feeds runners. Clear Active at GitHub.')
    expect(page).not.toContain('it feeds runners')
    expect(page).toContain(command)
  })

  it('is told where the explanation left it out, and leads to its command', () => {
    const page = pageOf('Expected.')
    expect(page).toContain('it feeds runners. Clear Active at GitHub, or run the command below\n')
    expect(page).toContain(command)
    expect(pageOf('Expected.', "Take it out: aws events x 'y'")).toContain(': Take it out: see the command below')
  })

  it('is told where the summary cuts the explanation before it', () => {
    const cut = `${'x'.repeat(3000)} The hook was not disabled: it feeds runners. Clear Active at GitHub.`
    expect(pageOf(cut)).toContain('it feeds runners')
  })
})
