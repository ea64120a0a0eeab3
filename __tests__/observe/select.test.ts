import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { isPlaceholder } from '../../src/judge/version.ts'
import type { ExpectedVersion, Selector } from '../../src/model.ts'
import { selectVersion } from '../../src/observe/select.ts'
import type { Answered, Selection } from '../../src/observe/select.ts'

const SHA = '3fa04cb1d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4'
const commit: ExpectedVersion = { value: SHA, source: 'commit' }
const release: ExpectedVersion = { value: '3.3.6', source: 'version-file', path: 'package.json' }

const auto: Selector = { kind: 'auto' }
const text: Selector = { kind: 'text' }
const json = (expression: string): Selector => ({ kind: 'json', expression })
const header = (name: string): Selector => ({ kind: 'header', name })
const regex = (pattern: string): Selector => ({ kind: 'regex', pattern })

function answer(body: string, about: Partial<Answered> & { readonly type?: string } = {}): Answered {
  const { type, ...rest } = about
  const headers = new Map<string, readonly string[]>(type === undefined ? [] : [['content-type', [type]]])
  return {
    state: 'answered',
    status: 200,
    headers,
    body,
    truncated: false,
    finalUrl: 'https://app.example/version',
    ...rest,
  }
}

function version(selection: Selection): string {
  if (selection.state !== 'selected') throw new Error(`unreadable: ${selection.why}`)
  return selection.version
}

function why(selection: Selection): string {
  if (selection.state !== 'unreadable') throw new Error(`selected ${selection.version}`)
  return selection.why
}

describe('auto', () => {
  it.each([
    ['{"version":"3.3.6","commit":"3fa04cb"}', commit, '3fa04cb', 'commit'],
    ['{"version":"3.3.6","gitSha":"a1","revision":"b2","sha":"c3"}', commit, 'c3', 'sha'],
    ['{"version":"3.3.6","gitSha":"a1","revision":"b2"}', commit, 'b2', 'revision'],
    ['{"version":"3.3.6","gitSha":"a1"}', commit, 'a1', 'gitSha'],
    ['{"version":"3.3.6"}', commit, '3.3.6', 'version'],
    ['{"version":"3.3.6","commit":"3fa04cb"}', release, '3.3.6', 'version'],
    ['{"commit":"3fa04cb"}', release, '3fa04cb', 'commit'],
    ['{"version":"3.3.6","commit":"3fa04cb"}', { value: SHA, source: 'input' }, '3fa04cb', 'commit'],
    ['{"version":"3.3.6","commit":"3fa04cb"}', { value: '3fa04cb', source: 'input' }, '3fa04cb', 'commit'],
    ['{"version":"20261123","commit":"3fa04cb"}', { value: '20261123', source: 'input' }, '20261123', 'version'],
    ['{"commit":null,"version":"3.3.6"}', commit, '3.3.6', 'version'],
    [' \n{"version":7}\n', release, '7', 'version'],
  ] as const)('finds in %s, with %j expected, %s', async (body, expected, found, key) => {
    expect(await selectVersion(answer(body), auto, expected)).toEqual({
      state: 'selected',
      version: found,
      selectedBy: `${key} in the JSON answer`,
    })
  })

  it.each(['3.3.6', ' v3.3.6\n', '"3.3.6"'])('takes the short text %j', async (body) => {
    expect(version(await selectVersion(answer(body), auto, release))).toMatch(/^v?3\.3\.6$/)
  })

  it.each([
    ['{"commit":"unknown","sha":"3fa04cb"}', 'commit in the JSON answer is "unknown", which is no version'],
    ['{"commit":"","sha":"3fa04cb"}', 'commit in the JSON answer is empty'],
    ['{"commit":{"id":"3fa04cb"}}', 'commit in the JSON answer is an object, not a text or a number'],
    ['{"commit":["3fa04cb"]}', 'commit in the JSON answer is an array, not a text or a number'],
    ['{"commit":true}', 'commit in the JSON answer is true or false, not a text or a number'],
    ['{"Commit":"3fa04cb"}', 'the JSON answer has none of commit, sha'],
    ['{"__proto__":{"commit":"3fa04cb"}}', 'the JSON answer has none of'],
    ['{}', 'the JSON answer has none of'],
    ['["3fa04cb"]', 'the answer is JSON, but not an object'],
    ['{"commit":"3fa04cb"', 'the answer is not valid JSON; it starts with "{"commit":"3fa04cb""'],
    ['', 'the whole text is empty'],
    [' \n', 'the whole text is empty'],
    ['null', 'the whole text is "null", which is no version'],
    ['UNKNOWN', 'the whole text is "UNKNOWN", which is no version'],
    ['3.3.6\n3.3.5', 'the whole text has several lines or control characters'],
    ['3.3.6\u0000', 'the whole text has several lines or control characters'],
    ['x'.repeat(129), 'the answer is neither JSON nor a short text'],
    ['<html><body>3.3.6</body></html>', 'the answer is an HTML page'],
    ['\n <?xml version="1.0"?>', 'the answer is an HTML page'],
  ])('finds nothing in %j', async (body, expected) => {
    expect(why(await selectVersion(answer(body), auto, commit))).toContain(expected)
  })

  it.each(['text/html', 'Text/HTML; charset=utf-8', 'application/xhtml+xml'])(
    'refuses what calls itself %s',
    async (type) => {
      expect(why(await selectVersion(answer('3.3.6', { type }), auto, release))).toContain('the answer is an HTML page')
    },
  )

  it('survives JSON that is nested a hundred thousand times', async () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"commit":"3fa04cb"}`
    expect(why(await selectVersion(answer(deep), auto, commit))).toContain('the JSON is nested too deeply')
  })
})

describe('a number', () => {
  it.each([
    ['3.10', '3.10'],
    ['3.1', '3.1'],
    ['42', '42'],
    ['12345678901234567890', '12345678901234567890'],
    ['1e3', '1e3'],
    ['1e999', '1e999'],
  ])('%s is read as it is written', async (written, read) => {
    expect(version(await selectVersion(answer(`{"version":${written}}`), auto, release))).toBe(read)
    expect(version(await selectVersion(answer(`{"version":${written}}`), json('version'), release))).toBe(read)
  })
})

describe('json:', () => {
  it.each([
    ['build.git.commit', '{"build":{"git":{"commit":"3fa04cb"}}}', '3fa04cb'],
    [
      "components[?name=='api'].version | [0]",
      '{"components":[{"name":"web","version":"1"},{"name":"api","version":"2"}]}',
      '2',
    ],
    ['@', '"3.3.6"', '3.3.6'],
    ['build', '{"build":17}', '17'],
  ])('%s finds the version in %s', async (expression, body, found) => {
    expect(await selectVersion(answer(body), json(expression), release)).toEqual({
      state: 'selected',
      version: found,
      selectedBy: `JMESPath ${expression}`,
    })
  })

  it.each([
    ['version', '{}', 'the JSON answer has no version'],
    ['version', '{"version":null}', 'the JSON answer has no version'],
    ['version', '{"version":{"a":1}}', 'version in the JSON answer is an object'],
    ['version', '{"version":"unknown"}', 'JMESPath version is "unknown", which is no version'],
    ['constructor', '{}', 'the JSON answer has no constructor'],
    ['length(version)', '{"version":7}', 'the JMESPath expression cannot be evaluated on the answer'],
    ['version', '<html>', 'the answer is not valid JSON; it starts with "<html>"'],
    ['version', '', 'the answer is not valid JSON; it starts with nothing'],
    ['version', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'the JSON is nested too deeply'],
  ])('%s finds nothing in %.40s', async (expression, body, expected) => {
    expect(why(await selectVersion(answer(body), json(expression), release))).toContain(expected)
  })
})

describe('header:', () => {
  const withHeaders = (...values: string[]): Answered =>
    answer('<html>', { headers: new Map([['x-version', values]]), truncated: true })

  it('reads the header whatever its case and the body', async () => {
    expect(await selectVersion(withHeaders('3.3.6'), header('X-Version'), release)).toEqual({
      state: 'selected',
      version: '3.3.6',
      selectedBy: 'header X-Version',
    })
  })

  it('takes a header that is repeated with one value', async () => {
    expect(version(await selectVersion(withHeaders('3.3.6', '3.3.6'), header('x-version'), release))).toBe('3.3.6')
  })

  it.each([
    [[], 'the answer has no header X-Version'],
    [['3.3.6', '3.3.5'], 'the answer has the header X-Version 2 times, with different values'],
    [[''], 'header X-Version is empty'],
    [['unknown'], 'header X-Version is "unknown"'],
  ])('finds nothing in %j', async (values, expected) => {
    expect(why(await selectVersion(withHeaders(...values), header('X-Version'), release))).toContain(expected)
  })
})

describe('text', () => {
  it('takes the whole trimmed text, even where it calls itself HTML', async () => {
    expect(await selectVersion(answer(' 3.3.6\r\n', { type: 'text/html' }), text, release)).toEqual({
      state: 'selected',
      version: '3.3.6',
      selectedBy: 'the whole text',
    })
  })

  it.each([
    ['<h1>3.3.6</h1>', 'the answer is markup'],
    ['x'.repeat(257), 'the whole text has 257 characters'],
    ['a\nb', 'several lines'],
    ['a\u2028b', 'several lines'],
  ])('refuses %j', async (body, expected) => {
    expect(why(await selectVersion(answer(body), text, release))).toContain(expected)
  })
})

describe('regex:', () => {
  it('takes the group of the first match', async () => {
    const page = '<meta name="version" content="3.3.6"><meta name="version" content="3.3.5">'
    expect(await selectVersion(answer(page, { type: 'text/html' }), regex('content="([^"]+)"'), release)).toEqual({
      state: 'selected',
      version: '3.3.6',
      selectedBy: 'pattern content="([^"]+)"',
    })
  })

  it.each([
    ['version (\\d+)', 'nothing here', 'finds nothing in the answer, which starts with "nothing here"'],
    ['version ?(\\d*)', 'version', 'is empty'],
    ['(a)|b', 'b', 'finds nothing'],
    ['v=(\\w+)', 'v=unknown', 'is "unknown"'],
  ])('%s finds nothing in %j', async (pattern, body, expected) => {
    expect(why(await selectVersion(answer(body), regex(pattern), release))).toContain(expected)
  })

  it('needs linear time for patterns that are the ruin of others', async () => {
    expect(why(await selectVersion(answer('a'.repeat(100_000)), regex('((?:a+)+)b'), release))).toContain(
      'finds nothing',
    )
  })
})

describe('an answer that is cut off', () => {
  const beginning = `version=3.3.6;${'x'.repeat(5000)}`

  it.each([auto, text, json('version')])('is not read by $kind', async (selector) => {
    expect(why(await selectVersion(answer('3.3.6', { truncated: true }), selector, release))).toContain(
      'larger than 1 MiB',
    )
  })

  it('is read by a pattern that found its version well before the cut', async () => {
    expect(
      version(await selectVersion(answer(beginning, { truncated: true }), regex('version=([^;]+);'), release)),
    ).toBe('3.3.6')
  })

  it.each([
    ['(x+)', beginning],
    ['(\\w+)$', beginning],
    ['(x)$', beginning],
    ['(?m)^(.{3})', `${'x'.repeat(5000)}\n3.3`],
    ['last=(\\d\\.\\d\\.\\d)', `${'x'.repeat(5000)}last=3.3.6`],
    ['(3.3.6)\\b', '3.3.6'],
  ])('is not read by %s, whose match may hang on the cut', async (pattern, body) => {
    const selection = await selectVersion(answer(body, { truncated: true }), regex(pattern), release)
    if (pattern.startsWith('(?m)')) expect(version(selection)).toBe('xxx')
    else expect(why(selection)).toContain('finds nothing for certain')
  })
})

describe('every selector', () => {
  const selectors = [auto, text, json('version'), header('x-version'), regex('(\\d[\\d.]*)')]

  it.each(selectors)('$kind refuses every status but 2xx', async (selector) => {
    for (const status of [100, 301, 304, 400, 403, 404, 429, 500, 503]) {
      const refused = answer('{"version":"3.3.6"}', { status, headers: new Map([['x-version', ['3.3.6']]]) })
      expect(why(await selectVersion(refused, selector, release))).toContain(`the answer is HTTP status ${status}`)
    }
  })

  it('tells what an error answer says, unless it is a page', async () => {
    expect(why(await selectVersion(answer('no healthy upstream', { status: 503 }), auto, release))).toBe(
      'the answer is HTTP status 503; it says "no healthy upstream"',
    )
    expect(why(await selectVersion(answer('<html>', { status: 503 }), auto, release))).toBe(
      'the answer is HTTP status 503',
    )
  })

  it('takes secrets out before it cuts what it quotes', async () => {
    const redact = (whole: string): string => whole.replaceAll('s3cret-s3cret-s3cret', '***')
    const body = `${'x'.repeat(50)}s3cret-s3cret-s3cret${'y'.repeat(200)}`
    for (const status of [200, 500]) {
      const selection = await selectVersion(answer(body, { status }), auto, release, redact)
      expect(why(selection)).toContain(`${'x'.repeat(50)}***`)
      expect(why(selection)).not.toContain('s3cret')
    }
  })

  it('never throws, and never takes nothing for a version', async () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '"version"',
      '"commit"',
      ':',
      '"unknown"',
      '3.3.6',
      '\n',
      '<',
      '\u0000',
      '[',
      ']',
      ',',
      'null',
      ' ',
    )
    const body = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.array(fragment).map((parts) => parts.join('')),
      fc
        .record({ version: fc.jsonValue(), commit: fc.jsonValue() }, { requiredKeys: [] })
        .map((value) => JSON.stringify(value)),
    )
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.constantFrom(...selectors),
        fc.constantFrom(commit, release),
        fc.constantFrom(undefined, 'text/html', 'application/json'),
        fc.boolean(),
        async (content, selector, expected, type, truncated) => {
          const headers = new Map<string, readonly string[]>([['x-version', [content]]])
          if (type !== undefined) headers.set('content-type', [type])
          const selection = await selectVersion(answer(content, { headers, truncated }), selector, expected)
          if (selection.state === 'unreadable') return selection.why.length > 0 && selection.why.length < 400
          return (
            !isPlaceholder(selection.version) && selection.version.length <= 256 && !/[\p{Cc}]/u.test(selection.version)
          )
        },
      ),
      { numRuns: 500 },
    )
  })
})
