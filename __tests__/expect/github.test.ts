import { once } from 'node:events'
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { createGitHubReader } from '../../src/expect/github.ts'
import { listen, type LoopbackServer } from '../image/loopback.ts'
import { recordingClock, settingsWith } from './fixtures.ts'

let server: LoopbackServer | undefined
afterEach(async () => {
  jest.restoreAllMocks()
  await server?.close()
})

function reader(url: string) {
  const run = { repository: 'octo/app', apiUrl: url, serverUrl: '', runId: '1', workspace: '' }
  return createGitHubReader({ settings: settingsWith({ run }), clock: recordingClock() })
}

describe('a hostile GitHub API', () => {
  it('has nothing of its headers printed, where a command of the runner could stand', async () => {
    const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      jest.spyOn(console, name).mockImplementation(() => undefined),
    )
    server = await listen((_, response) => {
      response.writeHead(200, { deprecation: 'yes', sunset: '##[error]x', link: '<##[error]y>; rel="deprecation"' })
      response.end('text')
    })
    expect(await reader(server.url).get('/x', 'text/plain', 100)).toMatchObject({ status: 200, text: 'text' })
    expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([])
  })

  it('is not read to the end of an error that has none', async () => {
    let closed: Promise<unknown> | undefined
    server = await listen((_, response) => {
      closed = once(response, 'close')
      response.writeHead(404, { 'content-type': 'application/json' })
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    expect(await reader(server.url).get('/x', 'text/plain', 100)).toEqual({ status: 404, text: '' })
    await closed
  })
})
