import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { LookupFunction } from 'node:net'
import tls from 'node:tls'
import { request } from '../../src/observe/http.ts'
import { serve, stopServers } from './loopback.ts'

// Made for these tests alone: for localhost and 127.0.0.1, signed by itself, valid until 2126.
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqZxzkrVEBxGvgSIP
thkkmjzu8JcU/H4eePrPQMPhZHGhRANCAAS+btb/6rjpdtLGzaM2vtp5c2hUfRvP
0044hONsRdOU6gjOpbKBrFqaVRQwTOM2aqt938P3nahxQf5AE2WCTGm2
-----END PRIVATE KEY-----`
const cert = `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUKQ7TGRW2YSMZ2XKIPfV1sriM1uYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzA0MTMwMVoYDzIxMjYxMDMw
MDQxMzAxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAS+btb/6rjpdtLGzaM2vtp5c2hUfRvP0044hONsRdOU6gjOpbKBrFqa
VRQwTOM2aqt938P3nahxQf5AE2WCTGm2o28wbTAdBgNVHQ4EFgQU1gieKGaT8AFz
7LQZAc9NgPIMRXcwHwYDVR0jBBgwFoAU1gieKGaT8AFz7LQZAc9NgPIMRXcwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgFHaHw1jmMECC4Zmh+pSM3BYn6VfN7OydOraQ88G6o3UCICA6
yFVUZyOJaY0/ZkNHeivC6Smv4N5YNEyc4aZNZEqb
-----END CERTIFICATE-----`

const usual = tls.getCACertificates('default')

beforeEach(() => tls.setDefaultCACertificates([cert]))
afterEach(async () => {
  tls.setDefaultCACertificates(usual)
  await stopServers()
})

describe('HTTPS', () => {
  it('works where the certificate is trusted, on a new connection each time', async () => {
    const server = await serve((_, response) => response.end('ok'), { key, cert })
    expect(await request(server.url)).toMatchObject({ state: 'answered', body: 'ok', finalUrl: `${server.url}/` })
    expect(await request(server.url)).toMatchObject({ state: 'answered', body: 'ok' })
    expect(server.connections()).toBe(2)
  })

  it('refuses a certificate that nobody vouches for', async () => {
    tls.setDefaultCACertificates([])
    const server = await serve((_, response) => response.end('ok'), { key, cert })
    expect(await request(server.url)).toMatchObject({
      state: 'failed',
      why: `the TLS certificate of 127.0.0.1:${server.port} is self-signed`,
    })
    expect(server.requests).toEqual([])
  })

  it('refuses a certificate for another name', async () => {
    const server = await serve((_, response) => response.end('ok'), { key, cert })
    const lookup: LookupFunction = (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }])
    expect(await request(`https://app.example:${server.port}/`, { lookup })).toMatchObject({
      state: 'failed',
      why: `the TLS certificate of app.example:${server.port} is for another name`,
    })
  })

  it('tells when the server speaks plain HTTP', async () => {
    const server = await serve((_, response) => response.end('ok'))
    const answer = await request(server.url.replace('http:', 'https:'))
    expect(answer).toMatchObject({ state: 'failed', why: expect.stringContaining('the TLS handshake with') })
  })

  it('follows redirects from http to https without the headers of the first origin', async () => {
    const target = await serve((_, response) => response.end('there'), { key, cert })
    const start = await serve((_, response) => response.writeHead(301, { Location: `${target.url}/` }).end())
    const answer = await request(start.url, { originHeaders: [['Authorization', 'Bearer s3cret']] })
    expect(answer).toMatchObject({ body: 'there', finalUrl: `${target.url}/` })
    expect(start.requests[0]?.headers.authorization).toBe('Bearer s3cret')
    expect(target.requests[0]?.headers.authorization).toBeUndefined()
  })

  it('follows none from https to http, where anybody on the way could say the version that is expected', async () => {
    const target = await serve((_, response) => response.end('there'))
    const start = await serve((_, response) => response.writeHead(301, { Location: `${target.url}/` }).end(), {
      key,
      cert,
    })
    expect(await request(start.url)).toMatchObject({
      state: 'failed',
      why: 'a redirect leads from https to http, where anybody on the way could answer; not followed (ask the https address that is meant)',
    })
    expect(target.connections()).toBe(0)
  })
})
