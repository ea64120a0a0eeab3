import { Buffer } from 'node:buffer'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createRedactor } from '../../src/report/redact.ts'

const SECRET = 'p4ss/w+rd "&<ö> \\x9'
const redact = createRedactor([SECRET])

describe('a secret of the run', () => {
  it.each([
    ['plain', SECRET],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['URL-encoded in lower case', encodeURIComponent(SECRET).toLowerCase()],
    ['form-encoded', new URLSearchParams({ '': SECRET }).toString().slice(1)],
    ['as JSON', JSON.stringify({ a: SECRET })],
    ['as JSON in JSON', JSON.stringify(JSON.stringify({ a: SECRET }))],
    ['as JSON in ASCII', JSON.stringify(SECRET).replaceAll('ö', '\\u00f6')],
    ['base64', Buffer.from(SECRET).toString('base64')],
    ['base64 behind one byte', Buffer.from(`u${SECRET}z`).toString('base64')],
    ['base64 behind two bytes', Buffer.from(`u:${SECRET}zz`).toString('base64')],
    ['base64url', Buffer.from(`user:${SECRET}`).toString('base64url')],
  ])('is taken out where it stands %s', (_, form) => {
    const text = redact(`before ${form} after`)
    expect(text).toMatch(/^before .*\*\*\*.* after$/u)
    expect(text).not.toContain('p4ss')
    expect(text).not.toContain('cDRzcy93K3Jk')
  })

  it('is taken out in upper and lower case where it is too long to be a word', () => {
    expect(createRedactor(['s3cr3t-Value-1'])('a S3CR3T-VALUE-1 b s3cr3t-value-1 c')).toBe('a *** b *** c')
    expect(createRedactor(['Main'])('the branch main is not Main')).toBe('the branch main is not ***')
  })

  it('is taken out where control characters break it up', () => {
    expect(createRedactor(['s3cr3t-value'])('s3c\u0000r3t\u001b[1m-value')).toBe('***')
  })

  it.each(['the value is s3cr3t-val', 'the value is s3cr3t-val…', 'the value is s3cr3t-val...'])(
    'is taken out where its end was cut off: %j',
    (text) => {
      expect(createRedactor(['s3cr3t-value'])(text)).not.toContain('s3cr3t')
    },
  )

  it('is taken out where its beginning was cut off', () => {
    expect(createRedactor(['s3cr3t-value'])('r3t-value and more')).toBe('*** and more')
  })

  it('is taken out line by line', () => {
    expect(createRedactor(['first-line\nsecond-line'])('a second-line b')).toBe('a *** b')
  })

  it('is taken out where its white space was put together', () => {
    expect(createRedactor(['two  words\there'])('a two words here b')).toBe('a *** b')
  })

  it('leaves a short value, which would take words and figures with it', () => {
    expect(createRedactor(['1', '', ' '])('1 of 5')).toBe('1 of 5')
  })

  it('is found wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, maxLength: 30, unit: 'grapheme' }),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          fc.pre(secret.trim().length >= 4 && !/^\*+$/u.test(secret.trim()))
          fc.pre(!`${before}***${after}`.includes(secret))
          expect(createRedactor([secret])(`${before}${secret}${after}`)).not.toContain(secret)
        },
      ),
    )
  })
})

describe('what looks like a secret', () => {
  const none = createRedactor([])
  // Put together here, so that no scanner takes this file for a leak.
  const keyId = 'AKI'.concat('AIOSFODNN7EXAMPLE')
  const token = 'ghs'.concat('_16C7e42F292c6912E7710c838347Ae178B4a')
  it.each([
    [keyId, '***'],
    ['ASI'.concat('AIOSFODNN7EXAMPLE.'), '***.'],
    [`IQoJb3JpZ2luX2VjEL${'aB3+/'.repeat(20)}==`, '***'],
    [token, '***'],
    ['github'.concat('_pat_11AAAAAAA0aaaaaaaaaaaaa_bbbbbbbbb'), '***'],
    ['Authorization: Bearer abcdef123456', 'Authorization: ***'],
    ['curl -H "authorization: token abc"', 'curl -H "authorization: ***"'],
    ['sent Bearer abcdef123456 to', 'sent Bearer *** to'],
    [
      'https://x.s3.amazonaws.com/y?X-Amz-Signature=abc123&X-Amz-Security-Token=IQoJb%2F&z=1',
      'https://x.s3.amazonaws.com/y?X-Amz-Signature=***&X-Amz-Security-Token=***&z=1',
    ],
    [
      'https://x.blob.core.windows.net/y?sv=2024&sig=abc%2F1&se=z',
      'https://x.blob.core.windows.net/y?sv=2024&sig=***&se=z',
    ],
    [
      'https://d1.cloudfront.net/y?Policy=eyJ_&Signature=a~b&Key-Pair-Id=K1',
      'https://d1.cloudfront.net/y?Policy=***&Signature=***&Key-Pair-Id=***',
    ],
    ['postgres://app:hunter2@db.example:5432/x', 'postgres://***@db.example:5432/x'],
    ['postgres://app:hun/ter@2@db.example/x', 'postgres://***@db.example/x'],
    ['DB_PASSWORD=hunter2 PORT=80', 'DB_PASSWORD=*** PORT=80'],
    ['{"apiToken":"abc def","a":1}', '{"apiToken":***,"a":1}'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-DEF_1', '***'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', '***'],
  ])('%s', (text, expected) => {
    expect(none(text)).toBe(expected)
  })

  it.each([
    'The security token included in the request is expired',
    'ResourceInitializationError: unable to pull secrets or registry auth',
    'https://app.example.com:8080/version',
    'app@sha256:9c1e7ab29c1e7ab29c1e7ab29c1e7ab29c1e7ab29c1e7ab29c1e7ab29c1e7ab2',
    'commit 3fa04cb0c1d2e3f4a5b6c7d8e9f0011223344556',
    'User: arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions is not authorized to perform: ecs:DescribeTasks',
    'the secret: not found',
  ])('leaves %j', (text) => {
    expect(none(text)).toBe(text)
  })
})
