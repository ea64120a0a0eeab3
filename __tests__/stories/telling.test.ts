import { describe, expect, it } from '@jest/globals'
import { BEFORE, production } from '../../simulator/stories/setting.ts'
import { story, stageStory, type StagedStory, type Tale } from '../../simulator/story.ts'

async function staged(tell: (tale: Tale) => void): Promise<StagedStory> {
  const made = await stageStory(story('a test', tell))
  await made.stage.server.close()
  return made
}

describe('telling a story', () => {
  it('lets time pass until the moment that it names', async () => {
    const { stage } = await staged((tale) => {
      tale.at('2025-07-21 10:05:00')
      tale.at('11:21:00')
      tale.verify()
    })
    expect(new Date(stage.clock.now()).toISOString()).toBe('2025-07-21T11:21:00.000Z')
  })

  it('refuses a moment that is past, and one after the action started', async () => {
    await expect(staged((tale) => tale.at('09:00:00'))).rejects.toThrow(/time runs forwards/)
    await expect(
      staged((tale) => {
        tale.verify()
        tale.at('12:00:00')
      }),
    ).rejects.toThrow(/the action runs already/)
  })

  it('must start the verification', async () => {
    await expect(staged(() => {})).rejects.toThrow(/never starts/)
  })

  it('plays what comes later at its time after the start', async () => {
    let happened: number | undefined
    const { stage } = await staged((tale) => {
      tale.after('90s', () => (happened = tale.stage.clock.now()))
      tale.at('11:00:00')
      tale.verify()
    })
    const start = stage.clock.now()
    stage.clock.advance(89_999)
    expect(happened).toBeUndefined()
    stage.clock.advance(1)
    expect(happened).toBe(start + 90_000)
  })

  it('sets up a service that has run for a day, and answers its version', async () => {
    const { stage, context } = await staged((tale) => {
      production(tale)
      tale.verify()
    })
    expect(context.sha).toBe(BEFORE)
    expect(stage.world.tasks('agricultural-core').map(({ status }) => status)).toEqual(Array(4).fill('RUNNING'))
    expect(stage.app.answer(stage.serves, '/version')).toMatchObject({
      status: 200,
      body: expect.stringContaining('3.3.5'),
    })
  })

  it('rolls a deployment out as time passes', async () => {
    const { stage } = await staged((tale) => {
      production(tale)
      tale.deploy(tale.image(['next'], { version: '3.3.6' }))
      tale.verify()
    })
    stage.clock.advance(300_000)
    const digest =
      stage.registry.resolveImage('123456789012.dkr.ecr.us-east-1.amazonaws.com/agricultural-core:next') ?? ''
    expect(stage.world.truth(stage.serves, { digests: [digest], container: 'app' }).holds).toBe(true)
  })
})
