import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createGitHubReader } from '../../src/expect/github.ts'
import { serveRaw, stopServers } from '../observe/loopback.ts'
import { recordingClock, settingsWith } from './fixtures.ts'

// In a file of its own: the toolkit reads the environment once.
const before = { ...process.env }

beforeAll(async () => {
  const proxy = await serveRaw((socket) => socket.once('data', () => socket.end('HTTP/1.1 407 Login\r\n\r\n')))
  Object.assign(process.env, { HTTPS_PROXY: proxy.url, NO_PROXY: '', no_proxy: '' })
})
afterAll(async () => {
  process.env = before
  await stopServers()
})

it('a GitHub that a proxy does not let through is told with what the proxy says', async () => {
  const run = { repository: 'octo/app', apiUrl: 'https://ghe.invalid/api/v3', serverUrl: '', runId: '1', workspace: '' }
  const reader = createGitHubReader({ settings: settingsWith({ run }), clock: recordingClock() })
  await expect(reader.get('/x', 'text/plain', 100)).rejects.toMatchObject({
    kind: 'retry',
    message: expect.stringContaining('407'),
  })
})
