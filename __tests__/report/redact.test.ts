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

  it('is taken out where control characters break it up', () => {
    expect(createRedactor(['s3cr3t-value'])('s3c\u0000r3t\u001b[1m-value')).toBe('***')
  })

  it.each([
    ['HTML of Mustache', 'a&#x2F;b&#43;c&#39;d&#x3D;e&lt;f&amp;g'],
    ['HTML by other numbers', 'a&#047;b&#X2b;c&#x00027;d&#61;e&#60;f&#38;g'],
    ['HTML by name', 'a&sol;b&plus;c&apos;d&equals;e&lt;f&AMP;g'],
    ['JSON of .NET', String.raw`a/b\u002Bc\u0027d=e\u003Cf\u0026g`],
    ['JSON of Go', String.raw`a/b+c'd=e\u003cf\u0026g`],
    ['JSON of PHP', String.raw`a\/b+c'd=e<f&g`],
    ['a script', String.raw`a/b+c\x27d=e\x3cf\x26g`],
    ['an address in an address', encodeURIComponent(encodeURIComponent("a/b+c'd=e<f&g")).replace("'", '%2527')],
    ['an address, three times over', 'a%25252Fb%25252Bc%252527d%25253De%25253Cf%252526g'],
    ['HTML in JSON of Go', String.raw`a\u0026#x2F;b+c\u0026#39;d=e\u0026lt;f\u0026amp;g`],
    ['JSON in JSON in an address', encodeURIComponent(String.raw`a\/b\\u002Bc\\u0027d=e\\u003Cf\\u0026g`)],
    ['JSON in HTML', String.raw`a\/b\u002Bc&#39;d=e&lt;f&amp;g`],
    ['a form that was decoded', "a/b c'd=e<f&g"],
    ['hexadecimal', Buffer.from("a/b+c'd=e<f&g").toString('hex').toUpperCase()],
  ])('is taken out, and nothing else, in %s', (_, form) => {
    expect(createRedactor(["a/b+c'd=e<f&g"])(`%25 before \\\\ ${form} after &lt;`)).toBe(
      String.raw`%25 before \\ *** after &lt;`,
    )
  })

  it('is taken out where it looks like something escaped itself', () => {
    const own = String.raw`a%2Fb\nc&lt;d\u0041`
    const known = createRedactor([own])
    const html = own.replaceAll('&', '&amp;')
    for (const form of [own, encodeURIComponent(own), JSON.stringify(own).slice(1, -1), html, encodeURIComponent(html)])
      expect(known(`<${form}>`)).toBe('<***>')
  })

  it('is taken out however its encodings stand in each other', () => {
    const ways: readonly ((text: string) => string)[] = [
      encodeURIComponent,
      (text) => JSON.stringify(text).slice(1, -1),
      (text) => text.replaceAll(/\W/gu, (character) => `&#${character.codePointAt(0)};`),
    ]
    fc.assert(
      fc.property(
        fc
          .string({ minLength: 8, maxLength: 20 })
          .filter((secret) => /^[!-~]+$/u.test(secret) && !/^\*+$/u.test(secret)),
        fc.array(fc.constantFrom(...ways), { maxLength: 4 }),
        (secret, chain) => {
          const through = (text: string): string => chain.reduce((inner, way) => way(inner), text)
          expect(createRedactor([secret])(through(`"${secret}\\`))).not.toContain(through(secret))
        },
      ),
    )
  })

  it.each(['%25', '%252', '%41', '\\', '\\u005c', '&amp;', '&', 'amp;', '&#x26;', '…', 'a/b+c-d/e', 'a%2Fb%2Bc-d'])(
    'is looked for in a megabyte of %s',
    (piece) => {
      const text = piece.repeat(1_000_000 / piece.length)
      expect(createRedactor([String.raw`a/b+c-d/f\g&h%i`])(`${text} a/b+c-d/f\\g&h%i`)).toMatch(/ \*\*\*$/u)
    },
  )

  it('is taken out in upper and lower case where it is too long to be a word', () => {
    expect(createRedactor(['s3cr3t-Value-1'])('a S3CR3T-VALUE-1 b s3cr3t-value-1 c')).toBe('a *** b *** c')
    expect(createRedactor(['Main'])('the branch main is not Main')).toBe('the branch main is not ***')
  })

  it.each(['the value is s3cr3t-val', 'the value is s3cr3t-val…', 'the value is s3cr3t-val...'])(
    'is taken out where its end was cut off: %j',
    (text) => {
      expect(createRedactor(['s3cr3t-value'])(text)).not.toContain('s3cr3t')
    },
  )

  it.each([
    ['Not read: GetX answered Y: s3cr3t/va….', 'Not read: GetX answered Y: ***….'],
    ['it starts with "s3cr3t%2Fva…", and more', 'it starts with "***…", and more'],
    ['it starts with "s3cr3t/va%2…", and more', 'it starts with "***%2…", and more'],
    ['it starts with "s3cr3t/va&#x…", and more', 'it starts with "***&#x…", and more'],
    ['at the end: s3cr3t/va\\u00', 'at the end: ***\\u00'],
  ])('is taken out where an excerpt of it ends in the middle of a text: %j', (text, expected) => {
    expect(createRedactor(['s3cr3t/va+lue'])(text)).toBe(expected)
  })

  it('leaves what only begins like it', () => {
    expect(createRedactor(['s3cr3t/va+lue'])('s3cr3t/valley and more…')).toBe('s3cr3t/valley and more…')
  })

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
    ['IQoJb3JpZ2luX2VjEL&#x2F;aB3&#43;xyz&#61; end', '*** end'],
    [String.raw`{\"password\":\"hunter 2\"}`, String.raw`{\"password\":***}`],
    [
      'next=https%3A%2F%2Fa.example%2F%3FX-Amz-Signature%3Dabc',
      'next=https%3A%2F%2Fa.example%2F%3FX-Amz-Signature%3D***',
    ],
    ['postgres%3A%2F%2Fapp%3Ahunter2%40db.example', 'postgres%3A%2F%2F***%40db.example'],
  ])('%s, escaped', (text, expected) => {
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
