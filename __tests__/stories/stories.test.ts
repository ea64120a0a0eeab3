import { describe, expect, it } from '@jest/globals'
import { allows, askedIn, controllersOf } from '../../simulator/iam.ts'
import { SETTING } from '../../simulator/stage.ts'
import { stories } from '../../simulator/stories/index.ts'
import { theCancelledJob } from '../../simulator/stories/other-kinds-of-service.ts'
import { play, type Story } from '../../simulator/story.ts'
import { signals } from '../here.ts'
import { printed, settingOf } from './permitted.ts'

// Every story runs the built action in a process of its own; hours of simulated time take seconds of real time.
const PATIENCE_MS = 60_000

describe('the built action', () => {
  const playsOut = async (story: Story): Promise<void> => {
    const { run, staged } = await play(story)
    const { verdict, cause } = run.outputs
    expect({ verdict, cause }).toEqual(staged.expected)
    expect(run.exitCode).toBe(verdict === 'verified' ? 0 : 1)
    expect(run.stderr).toEqual([])
    expect(run.requests.flatMap(({ violations = [] }) => violations)).toEqual([])
    const about = { name: story.title, inputs: staged.inputs, controllers: controllersOf(staged.stage) }
    const policy = printed(settingOf(about).args)
    expect(askedIn(staged.stage, run.requests).filter((one) => !allows(policy, one))).toEqual([])
    expect(run.summary).not.toBe('')
    expect(run.report).toMatchObject({ verdict })
    expect(run.commands.filter(({ command }) => command === 'error')).toHaveLength(verdict === 'verified' ? 0 : 1)

    if (verdict !== 'verified') return
    const digests = [run.outputs['expected-digest'] ?? '']
    const truth = staged.stage.world.truth(staged.stage.serves, { digests, container: SETTING.container })
    expect(truth.holds).toBe(true)
    expect([...truth.versions.keys()]).toEqual(['3.3.6'])
  }

  const going = stories.filter((story) => story !== theCancelledJob)
  it.each(going.map((story) => [story.title, story] as const))('%s', async (_, story) => playsOut(story), PATIENCE_MS)

  signals.it(signals.title(theCancelledJob.title), async () => playsOut(theCancelledJob), PATIENCE_MS)
})
