import { describe, expect, it } from '@jest/globals'
import { checkWishUsed, settleContainer } from '../../src/expect/container.ts'
import { Ending } from '../../src/ending.ts'
import type { ContainerDefinitionPicture, TaskDefinitionPicture } from '../../src/model.ts'

const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com'

function container(name: string, image = `${host}/${name}:1`, essential = true): ContainerDefinitionPicture {
  return { name, image, essential, hasHealthCheck: false, environmentValues: [] }
}

function definition(...containers: readonly ContainerDefinitionPicture[]): TaskDefinitionPicture {
  return { arn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/app:7', containers }
}

const app = container('app')
const proxy = container('proxy')
const log = container('log', 'fluent-bit', false)

function refusal(run: () => unknown): Ending {
  try {
    run()
  } catch (error) {
    if (error instanceof Ending) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('settleContainer', () => {
  it('takes the named container before everything else', () => {
    const wanted = { container: 'log', image: { repository: `${host}/app`, tag: '1' } }
    expect(settleContainer(wanted, definition(app, proxy, log), ['proxy'])).toBe('log')
  })

  it('refuses a name that the task definition lacks, naming those that it has', () => {
    const ending = refusal(() => settleContainer({ container: 'web' }, definition(app, proxy), ['app']))
    expect(ending.code).toBe('invalid-input')
    expect(ending.message).toMatch(/web.*app.*proxy/)
  })

  it('takes the only container, whatever its image', () => {
    const wanted = { image: { repository: `${host}/other`, tag: '1' } }
    expect(settleContainer(wanted, definition(log), [])).toBe('log')
  })

  it('takes the container of the repository in `image` before the load-balanced one', () => {
    const wanted = { image: { repository: `${host}/app`, tag: '2' } }
    expect(settleContainer(wanted, definition(app, proxy), ['proxy'])).toBe('app')
  })

  it('knows the repository under another host name of the same registry', () => {
    const dualStack = container('app', '123456789012.dkr-ecr.us-east-1.on.aws/app:1')
    const wanted = { image: { repository: `${host}/app`, tag: '2' } }
    expect(settleContainer(wanted, definition(dualStack, proxy), ['proxy'])).toBe('app')
  })

  it('looks at the load balancer among several containers of that repository', () => {
    const worker = container('worker', app.image)
    const wanted = { image: { repository: `${host}/app`, tag: '2' } }
    expect(settleContainer(wanted, definition(proxy, app, worker), ['worker'])).toBe('worker')
  })

  it('takes the load-balanced container where no image was given', () => {
    expect(settleContainer({}, definition(app, proxy), ['proxy'])).toBe('proxy')
    expect(settleContainer({}, definition(app, proxy), ['proxy', 'gone'])).toBe('proxy')
  })

  it('takes the only essential container last', () => {
    expect(settleContainer({}, definition(app, log), [])).toBe('app')
    expect(settleContainer({}, definition(app, proxy, log), ['app', 'log'])).toBe('app')
  })

  it('ends the run where several are still open, naming only those', () => {
    const ending = refusal(() => settleContainer({}, definition(app, proxy, log), []))
    expect(ending.code).toBe('invalid-input')
    expect(ending.message).toMatch(/app .*proxy /)
    expect(ending.message).not.toContain('fluent-bit')
    expect(ending.nextStep.text).toContain('"container"')
  })

  it('ends the run where no container is essential or there is none', () => {
    expect(refusal(() => settleContainer({}, definition(log, { ...log, name: 'x' }), [])).code).toBe('invalid-input')
    expect(refusal(() => settleContainer({}, definition(), [])).code).toBe('invalid-input')
  })

  it('finds its own container where the named one is another service’s', () => {
    expect(settleContainer({ container: 'web' }, definition(app, log), [], 'where-it-fits')).toBe('app')
    expect(settleContainer({ container: 'log' }, definition(app, log), [], 'where-it-fits')).toBe('log')
  })
})

describe('checkWishUsed', () => {
  const definitions = [definition(app, log), definition(proxy)]

  it('accepts what one of the services has', () => {
    expect(() => checkWishUsed({ container: 'proxy' }, definitions)).not.toThrow()
    expect(() => checkWishUsed({ image: { repository: `${host}/app`, tag: '9' } }, definitions)).not.toThrow()
    expect(() => checkWishUsed({}, definitions)).not.toThrow()
  })

  it('refuses what none of them has', () => {
    expect(refusal(() => checkWishUsed({ container: 'web' }, definitions)).code).toBe('invalid-input')
    const wanted = { image: { repository: `${host}/typo`, tag: '9' } }
    expect(refusal(() => checkWishUsed(wanted, definitions)).message).toContain('/typo')
  })
})
