import type { LookupFunction } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isLoopback, isOffLimits, isPrivate, Journey } from '../../src/observe/addresses.ts'

const BYTE = fc.integer({ min: 0, max: 255 })
const hex = (high: number, low: number): string => ((high << 8) | low).toString(16)

describe('an address', () => {
  it.each([
    ['this machine', isLoopback, ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1']],
    [
      'off limits',
      isOffLimits,
      [
        '169.254.169.254',
        '169.254.170.2',
        '168.63.129.16',
        '0.0.0.0',
        '::',
        'fe80::1',
        'fe80::1%eth0',
        'fd00:ec2::254',
      ],
    ],
    ['private', isPrivate, ['10.0.0.1', '172.31.0.1', '192.168.1.1', '100.64.0.1', 'fd00::1', '::ffff:10.0.0.1']],
  ])('is known as %s', (_, is, addresses) => {
    expect(addresses.filter((address) => !is(address))).toEqual([])
  })

  it.each(['203.0.113.9', '8.8.8.8', '172.32.0.1', '2001:db8::1', '2606:4700::1111'])(
    '%s is none of them',
    (address) => {
      expect([isLoopback, isOffLimits, isPrivate].map((is) => is(address))).toEqual([false, false, false])
    },
  )

  it('is judged alike in every form that IPv6 has for it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(10, 127, 169, 192, 8, 0),
        BYTE,
        BYTE,
        fc.integer({ min: 2, max: 255 }),
        (a, b, c, d) => {
          const plain = [a, b, c, d].join('.')
          const groups = `${hex(a, b)}:${hex(c, d)}`
          const forms = [
            `::ffff:${plain}`,
            `::ffff:${groups}`,
            `64:ff9b::${groups}`,
            `2002:${groups}::1`,
            `::${groups}`,
          ]
          for (const is of [isLoopback, isOffLimits, isPrivate])
            expect(forms.filter((form) => is(form) !== is(plain))).toEqual([])
        },
      ),
    )
  })
})

describe('a journey', () => {
  /** What becomes of a redirect from a URL to another one, where names resolve so. */
  function led(from: string, to: string, names: Readonly<Record<string, string>> = {}): string {
    const journey = new Journey()
    const inner: LookupFunction = (name, _, callback) =>
      callback(null, [{ address: names[name] ?? '203.0.113.9', family: 4 }])
    const go = (url: URL): string => {
      let said = 'followed'
      journey.enter(url)
      journey.lookup(url, inner)(url.hostname, { all: true }, (error) => {
        if (error !== null) said = error.message
      })
      return said
    }
    go(new URL(from))
    try {
      journey.sendOn(new URL(from), new URL(to), 'a redirect')
      return go(new URL(to))
    } catch (error) {
      return error instanceof Error ? error.message : ''
    }
  }

  it.each([
    ['https://app.example/', 'https://203.0.113.10/', 'followed'],
    ['http://app.example/', 'http://10.0.0.5/admin', 'from a public address to 10.0.0.5, a private one'],
    ['https://app.example/', 'https://inside.example/', 'from a public address to 10.0.0.7, a private one'],
    ['http://10.0.0.1/', 'http://10.0.0.5/', 'followed'],
    ['https://inside.example/', 'https://192.168.0.1/', 'followed'],
    ['http://10.0.0.1/', 'http://127.0.0.1/', 'to this machine itself'],
    ['http://127.0.0.1/', 'http://10.0.0.1/', 'followed'],
    ['http://127.0.0.1/', 'http://169.254.169.254/', 'a link-local or metadata address'],
    ['https://app.example/', 'https://imds.example/', 'to 169.254.169.254, a link-local'],
    ['https://app.example/', 'http://app.example/', 'from https to http'],
    ['http://app.example/', 'https://app.example/', 'followed'],
  ])('from %s to %s: %s', (from, to, said) => {
    expect(led(from, to, { 'inside.example': '10.0.0.7', 'imds.example': '169.254.169.254' })).toContain(said)
  })

  it('does not take the address of the proxy for that of the server', () => {
    const journey = new Journey()
    const url = new URL('https://app.example/')
    const proxy: LookupFunction = (_name, _, callback) => callback(null, [{ address: '10.0.0.1', family: 4 }])
    journey.sendOn(new URL('https://start.example/'), url, 'a redirect')
    journey.lookup(url, proxy)('proxy.internal', { all: true }, (error) => expect(error).toBeNull())
  })
})
