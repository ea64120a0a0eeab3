import { describe, expect, it } from '@jest/globals'
import { SimulatedApp, type AppAnswer } from '../../simulator/app.ts'
import { balanced, hour, minute, scene, second, until, type Scene } from './world-fixture.ts'

const both = (): Scene & { readonly app: SimulatedApp } => {
  const play = scene()
  play.world.behave(play.old, { version: 'one' })
  play.world.behave(play.fresh, { version: 'two' })
  return { ...play, app: new SimulatedApp(play.world) }
}

const body = (answer: AppAnswer): string => (answer.kind === 'response' ? answer.body : answer.kind)

const versions = (play: Scene & { readonly app: SimulatedApp }, service = 'web'): ReadonlySet<string> =>
  new Set(Array.from({ length: 60 }, () => body(play.app.answer(service, '/version'))))

const header = (answer: AppAnswer, name: string): string | undefined =>
  answer.kind === 'response' ? answer.headers.find(([key]) => key === name)?.[1] : undefined

describe('the application', () => {
  it('answers with the old version, then with both, then with the new one', async () => {
    const play = both()
    expect([...versions(play)]).toEqual(['{"version":"one"}'])
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.truth().answeringOnDigest > 0 && play.truth().otherRunning > 0)
    expect(versions(play)).toEqual(new Set(['{"version":"one"}', '{"version":"two"}']))
    await until(play, () => play.truth().holds)
    expect([...versions(play)]).toEqual(['{"version":"two"}'])
  })

  it('answers the same twice from the same seed', () => {
    const run = (): readonly string[] => {
      const play = both()
      play.world.updateService('web', { taskDefinition: 'web:2' })
      play.clock.advance(12 * second)
      return Array.from({ length: 30 }, () => body(play.app.answer('web', '/')))
    }
    expect(run()).toEqual(run())
  })

  it('lets draining tasks answer only where they get traffic', async () => {
    for (const drainingWeight of [0, 1]) {
      const play = both()
      play.world.createService({
        name: 'slow',
        taskDefinition: 'web:1',
        desiredCount: 2,
        settledFor: hour,
        loadBalancers: balanced(play.world, 10 * minute),
        quirks: { drainingWeight },
      })
      play.world.updateService('slow', { taskDefinition: 'web:2' })
      const truth = () => play.world.truth('slow', { digests: [play.fresh], container: 'app' })
      await until(play, () => truth().otherRunning === 0)
      expect(truth().otherAnswering).toBe(2)
      expect(versions(play, 'slow').has('{"version":"one"}')).toBe(drainingWeight === 1)
    }
  })

  it('is unavailable without tasks', async () => {
    const play = both()
    play.world.updateService('web', { desiredCount: 0 })
    play.clock.advance(minute)
    expect(play.app.answer('web', '/')).toMatchObject({ kind: 'response', status: 503 })
  })

  it('hides a deploy behind a cache that says so', async () => {
    const play = both()
    play.app.override('web', { cacheFor: 10 * minute })
    expect(header(play.app.answer('web', '/v?a=1'), 'X-Cache')).toBe('Miss from cloudfront')
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.truth().holds)
    const hit = play.app.answer('web', '/v?a=2', { 'cache-control': 'no-cache' })
    expect(body(hit)).toBe('{"version":"one"}')
    expect(header(hit, 'X-Cache')).toBe('Hit from cloudfront')
    expect(Number(header(hit, 'Age'))).toBeGreaterThan(10)
    play.clock.advance(11 * minute)
    expect(body(play.app.answer('web', '/v'))).toBe('{"version":"two"}')
  })

  it('heeds the caller where the cache is a good one', async () => {
    const play = both()
    play.app.override('web', { cacheFor: 10 * minute, cacheHeedsCaller: true })
    play.app.answer('web', '/v')
    play.world.updateService('web', { taskDefinition: 'web:2' })
    await until(play, () => play.truth().holds)
    expect(body(play.app.answer('web', '/v'))).toBe('{"version":"one"}')
    expect(body(play.app.answer('web', '/v', { 'cache-control': 'no-cache' }))).toBe('{"version":"two"}')
    expect(body(play.app.answer('web', '/v?unique=1'))).toBe('{"version":"two"}')
  })

  it('can be bent: fixed page, plain text, redirect, header, hang, reset', () => {
    const play = both()
    const bent = (override: Parameters<SimulatedApp['override']>[1]): AppAnswer => {
      play.app.override('web', override)
      return play.app.answer('web', '/')
    }
    expect(bent({ fixed: { body: '<html>sorry</html>', status: 503 } })).toMatchObject({
      status: 503,
      body: '<html>sorry</html>',
    })
    expect(bent({ plainText: true })).toMatchObject({ body: 'one\n' })
    expect(bent({ redirect: { to: '/other' } })).toMatchObject({ status: 302, headers: [['Location', '/other']] })
    expect(header(bent({ versionHeader: 'X-Version' }), 'X-Version')).toBe('one')
    expect(bent({ body: ({ version }) => `v${version}` })).toMatchObject({ body: 'vone' })
    expect(bent({ hang: true })).toEqual({ kind: 'hang' })
    expect(bent({ reset: true })).toEqual({ kind: 'reset' })
    expect(bent(undefined)).toMatchObject({ body: '{"version":"one"}' })
  })

  it('answers a path of its own by the version that serves', () => {
    const play = both()
    play.app.route('web', '/feature', ({ version }) => ({
      kind: 'response',
      status: version === 'two' ? 200 : 404,
      headers: [],
      body: '',
    }))
    expect(play.app.answer('web', '/feature?x=1')).toMatchObject({ status: 404 })
  })
})
