import { describe, expect, it } from '@jest/globals'
import { Ending } from '../src/ending.ts'
import { parseSettings } from '../src/inputs.ts'
import type { FeatureCheck } from '../src/model.ts'

function step(checks: string): Readonly<Record<string, string>> {
  return {
    INPUT_SERVICE: 'web',
    'INPUT_VERSION-URL': 'https://example.com/app/version',
    'INPUT_FEATURE-CHECKS': checks,
    AWS_REGION: 'us-east-1',
    GITHUB_SHA: '3'.repeat(40),
  }
}

async function read(checks: string): Promise<readonly FeatureCheck[]> {
  return (await parseSettings(step(checks))).featureChecks
}

async function complaint(checks: string): Promise<string> {
  try {
    await parseSettings(step(checks))
  } catch (error) {
    if (error instanceof Ending) return error.message
    throw error
  }
  throw new Error('the checks were accepted')
}

describe('feature checks', () => {
  it('are read with all their keys', async () => {
    const checks = await read(`
- name: farmers can be listed
  url: /api/farmers?limit=1
  method: post
  headers:
    Authorization: "Bearer s3cr3t"
    X-Tenant: 42
  body: '{"limit": 1}'
  status: 201
  contains: farmers
  matches: '"id":\\s*\\d+'
  json: "length(items)"
  equals: 1
  max-seconds: 2.5
`)
    expect(checks).toEqual([
      {
        name: 'farmers can be listed',
        url: 'https://example.com/api/farmers?limit=1',
        method: 'POST',
        headers: [
          ['Authorization', 'Bearer s3cr3t'],
          ['X-Tenant', '42'],
        ],
        body: '{"limit": 1}',
        status: 201,
        contains: 'farmers',
        matches: '"id":\\s*\\d+',
        json: 'length(items)',
        equals: 1,
        maxSeconds: 2.5,
      },
    ])
  })

  it('need name and url alone, and are GET by default', async () => {
    expect(await read('[{name: health, url: https://other.example.com/health}]')).toEqual([
      { name: 'health', url: 'https://other.example.com/health', method: 'GET', headers: [] },
    ])
  })

  it.each([
    ['health', 'https://example.com/app/health'],
    ['../health', 'https://example.com/health'],
    ['?deep=1', 'https://example.com/app/version?deep=1'],
    ['//cdn.example.com/x', 'https://cdn.example.com/x'],
  ])('resolve the relative url %s against version-url', async (url, absolute) => {
    expect((await read(`- {name: a, url: "${url}"}`))[0]?.url).toBe(absolute)
  })

  it('keep a text as it was written, numbers with their zeros', async () => {
    expect((await read('- {name: 3.30, url: /v, contains: 3.10}'))[0]).toMatchObject({ name: '3.30', contains: '3.10' })
  })

  it('take headers as lines of text as well', async () => {
    const [check] = await read('- name: a\n  url: /\n  headers: |\n    X-One: 1\n    X-Two: b:c\n')
    expect(check?.headers).toEqual([
      ['X-One', '1'],
      ['X-Two', 'b:c'],
    ])
  })

  it.each([
    ['false', false],
    ['0', 0],
    ['""', ''],
    ['[1, {a: null}]', [1, { a: null }]],
  ])('compare with the JSON value %s', async (written, value) => {
    expect((await read(`- {name: a, url: /, json: x, equals: ${written}}`))[0]?.equals).toEqual(value)
  })

  it('may be fifty in 64 KiB, each with the widest status and patience', async () => {
    const fifty = Array.from({ length: 50 }, (_, i) => `- {name: c${i}, url: /, status: 200, max-seconds: 60}`).join(
      '\n',
    )
    const filled = `${fifty}\n#${'x'.repeat(65_536 - fifty.length - 2)}`
    expect(await read(filled)).toHaveLength(50)
    expect((await read('- {name: a, url: /, status: 599}'))[0]?.status).toBe(599)
  })

  it.each(['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'])('may ask by %s', async (method) => {
    expect((await read(`- {name: a, url: /, method: ${method}}`))[0]?.method).toBe(method)
  })

  it('take white space from around names and header values, and keep it in a body', async () => {
    const [check] = await read('- {name: " a ", url: /, method: POST, body: " b ", headers: {X-Key: " abcd "}}')
    expect(check).toMatchObject({ name: 'a', body: ' b ', headers: [['X-Key', 'abcd']] })
  })

  it('take a boolean as the text that was written', async () => {
    expect((await read('- {name: a, url: /, contains: True}'))[0]?.contains).toBe('True')
  })

  it('are none where the input is blank', async () => {
    expect(await read(' \n ')).toEqual([])
  })

  it.each<[what: string, yaml: string, expected: RegExp]>([
    ['a mapping', 'name: a\nurl: /', /it is not a list/],
    ['an empty list', '[]', /it names no check/],
    ['comments alone', '# later', /it is not a list/],
    ['broken YAML', '- {name: a, url: /', /line 1 of it is not YAML/],
    ['a second document', '- {name: a, url: /}\n---\n- {name: b, url: /}', /is not YAML \(multiple docs\)/],
    ['a key twice', '- name: a\n  url: /\n  url: /b', /line 3 of it is not YAML \(duplicate key\)/],
    [
      'a key twice before other checks',
      '- name: a\n  url: /\n  url: /b\n- name: b\n  url: /b',
      /line 3 of it is not YAML/,
    ],
    ['an unknown tag', '- !check {name: a, url: /}', /is not YAML \(tag resolve failed\)/],
    ['an alias', '- &a {name: a, url: /}\n- *a', /it holds an alias/],
    ['a list that holds itself', '- &a [*a]', /it holds an alias/],
    ['more than 64 KiB', `- {name: a, url: "/${'x'.repeat(65_536)}"}`, /it is larger than 64 KiB/],
    ['51 checks', Array.from({ length: 51 }, (_, i) => `- {name: c${i}, url: /}`).join('\n'), /it has 51 checks/],
    ['an item that is no mapping', '- health', /"check 1": it is not a mapping/],
    ['an item that is null', '-\n- {name: a, url: /}', /"check 1": it is not a mapping/],
    [
      'an unknown key',
      '- {name: a, url: /, contain: x}',
      /"check 1 \(a\): contain": there is no such key; accepted: the keys name, url/,
    ],
    [
      'an address of two lines',
      '- {name: a, url: "/v\\n/w"}',
      /"check 1 \(a\): url": it holds white space or a control char/,
    ],
    [
      'an absolute address with a tab',
      '- {name: a, url: "https://x.example/\\tv"}',
      /"check 1 \(a\): url": it holds white/,
    ],
    ['a merge key', '- {name: a, url: /, <<: {status: 200}}', /"check 1 \(a\): <<": there is no such key/],
    ['a key that is no text', '- {name: a, url: /, {x: y}: 1}', /"check 1 \(a\): \?": there is no such key/],
    ['a key that is a number', '- {name: a, url: /, 7: 1}', /"check 1 \(a\): \?": there is no such key/],
    [
      'an unknown key of a check whose name is a number',
      '- {name: 3.30, uri: /}',
      /"check 1: uri": there is no such key/,
    ],
    ['no name', '- {url: /}', /"check 1: name": it is missing/],
    ['a blank name', '- {name: " ", url: /}', /name": it is blank/],
    ['no url', '- {name: a}', /"check 1 \(a\): url": it is missing/],
    ['a null url', '- {name: a, url: }', /url": it is a list, a mapping or null/],
    ['one name twice', '- {name: a, url: /}\n- {name: a, url: /b}', /got "a": two checks have it/],
    ['another scheme', '- {name: a, url: "file:///etc/passwd"}', /url": not|url"; accepted: an absolute http/],
    [
      'credentials in the url',
      '- {name: a, url: "https://bob:hunter22@example.com/"}',
      /url": credentials in a URL leak/,
    ],
    ['an unknown method', '- {name: a, url: /, method: CONNECT}', /method"; accepted: one of GET, HEAD/],
    ['a body of GET', '- {name: a, url: /, body: x}', /body": GET carries none/],
    ['a body of HEAD', '- {name: a, url: /, method: HEAD, body: x}', /body": HEAD carries none/],
    [
      'a body that is a mapping',
      '- {name: a, url: /, method: POST, body: {a: 1}}',
      /body": it is a list, a mapping or null; put it in quotes/,
    ],
    [
      'a text to find in HEAD',
      '- {name: a, url: /, method: HEAD, contains: x}',
      /\(a\): method": the answer to HEAD has no body/,
    ],
    ['a status that is no final one', '- {name: a, url: /, status: 100}', /status"; accepted: a final HTTP status/],
    ['a status above all', '- {name: a, url: /, status: 600}', /status"; accepted: a final HTTP status/],
    ['a time as a text', '- {name: a, url: /, max-seconds: "2"}', /max-seconds"; accepted/],
    ['a status as a text', '- {name: a, url: /, status: "200"}', /status"; accepted/],
    ['a blank text, which everything contains', '- {name: a, url: /, contains: ""}', /contains": it is blank/],
    ['a bad pattern', '- {name: a, url: /, matches: "("}', /matches": it is not RE2/],
    ['bad JMESPath', '- {name: a, url: /, json: "a..b", equals: 1}', /json": it is not JMESPath/],
    ['json without equals', '- {name: a, url: /, json: a}', /json": one means nothing without the other/],
    ['equals without json', '- {name: a, url: /, equals: a}', /equals": one means nothing without the other/],
    [
      'null, which a missing value is as well',
      '- {name: a, url: /, json: a, equals: null}',
      /equals": a missing value is null as well/,
    ],
    [
      'an integer that JSON cannot hold',
      '- {name: a, url: /, json: a, equals: 9007199254740993}',
      /equals"; accepted: a value that JSON/,
    ],
    ['a number that JSON has not', '- {name: a, url: /, json: a, equals: [.nan]}', /equals"; accepted/],
    [
      'a number that JSON has not, behind others',
      '- {name: a, url: /, json: a, equals: [1, .nan]}',
      /equals"; accepted/,
    ],
    [
      'a number that JSON has not, in a mapping',
      '- {name: a, url: /, json: a, equals: {b: 1, c: .nan}}',
      /equals"; accepted/,
    ],
    ['a value that JSON has not', '- {name: a, url: /, json: a, equals: !!binary aGk=}', /equals"; accepted/],
    [
      'no time at all',
      '- {name: a, url: /, max-seconds: 0}',
      /max-seconds"; accepted: a number of seconds above 0, at most 60/,
    ],
    ['more time than is waited', '- {name: a, url: /, max-seconds: 61}', /max-seconds"; accepted/],
    [
      'headers as a list',
      '- {name: a, url: /, headers: [x]}',
      /headers": it is neither; accepted: headers as a mapping/,
    ],
    ['headers as a number', '- {name: a, url: /, headers: 5}', /headers": it is neither/],
    [
      'a header of the connection',
      '- {name: a, url: /, headers: {Host: abcd}}',
      /headers: Host: \*\*\*": this header belongs to the connection/,
    ],
    ['a blank header', '- {name: a, url: /, headers: {X-Key: }}', /headers: X-Key: \*\*\*": its value is blank/],
  ])('refuse %s', async (_, yaml, expected) => {
    const message = await complaint(yaml)
    expect(message).toMatch(/^feature-checks: got /)
    expect(message).toMatch(expected)
  })
})
