import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { parseSettings, secretsOf } from '../src/inputs.ts'

describe('secretsOf', () => {
  it('finds tokens and passwords in inputs and environment', () => {
    const secrets = secretsOf({
      'INPUT_REGISTRY-PASSWORD': ' hunter22 ',
      'INPUT_WEBHOOK-TOKEN': 'ghp_hook',
      'INPUT_GITHUB-TOKEN': 'ghs_token',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'aws/secret+key',
      AWS_SESSION_TOKEN: 'aws-session',
    })
    for (const secret of ['hunter22', 'ghp_hook', 'ghs_token', 'AKIAEXAMPLE', 'aws/secret+key', 'aws-session']) {
      expect(secrets).toContain(secret)
    }
  })

  it('finds the forms in which a server may echo one', () => {
    const secrets = secretsOf({
      'INPUT_REGISTRY-USERNAME': 'bob',
      'INPUT_REGISTRY-PASSWORD': 'hunter/22',
      'INPUT_VERSION-HEADERS': 'Authorization: Bearer abcd.efgh',
    })
    expect(secrets).toEqual(
      expect.arrayContaining([
        'hunter%2F22',
        Buffer.from('bob:hunter/22').toString('base64'),
        'Bearer abcd.efgh',
        'abcd.efgh',
      ]),
    )
  })

  const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`

  it.each([
    ['the password of a login', 'Authorization', basic('svc:hunter22'), 'hunter22'],
    ['a login', 'Authorization', basic('svc:hunter22'), 'svc:hunter22'],
    ['a password with a colon', 'Authorization', basic('svc:hunt:er22'), 'hunt:er22'],
    ['a short password', 'Authorization', basic('svc:pass'), 'pass'],
    ['a key that is a user without a password', 'Authorization', basic('hunter22:'), 'hunter22'],
    ['a login behind a scheme in small letters', 'Authorization', basic('svc:hunter22').replace('B', 'b'), 'hunter22'],
    ['a login behind a scheme and blanks', 'Authorization', basic('svc:hunter22').replace(' ', '  '), 'hunter22'],
    ['a login within quotes', 'Authorization', `"${basic('svc:hunter22')}"`, 'hunter22'],
    ['a login with more behind it', 'Authorization', `${basic('svc:hunter22')} of staging`, 'hunter22'],
    ['the value of a cookie', 'Cookie', 'theme=dark; sid=hunter22', 'hunter22'],
    ['the value of the only cookie', 'cookie', 'sid=hunter22', 'hunter22'],
    ['the value of a quoted cookie', 'Cookie', 'sid="hunter22"', 'hunter22'],
    ['the value of a quoted cookie before a blank', 'Cookie', 'sid="hunter22" ; theme=dark', 'hunter22'],
    ['the value of a quoted cookie with a quote inside', 'Cookie', 'sid="hunt"er22"', 'hunt"er22'],
    ['the value of a cookie that lacks a quote', 'Cookie', 'sid="hunter22', 'hunter22'],
    ['the value of an encoded cookie', 'Cookie', 'sid=hunt%2Fer22', 'hunt/er22'],
    ['a cookie with an equals sign', 'Cookie', 'sid=hunter=22', 'hunter=22'],
    ['a secret behind an identifier', 'X-Api-Key', 'client1:hunter22', 'hunter22'],
    ['six characters behind an identifier', 'X-Api-Key', 'client1:hunt22', 'hunt22'],
    ['a secret behind a scheme and an identifier', 'Authorization', 'SharedKey account:hunter22', 'hunter22'],
    ['a secret that a name in the value announces', 'Authorization', 'Token token="hunter22"', 'hunter22'],
  ])('finds %s, in version-headers and in those of a feature check', async (_, name, value, secret) => {
    expect(secretsOf({ 'INPUT_VERSION-HEADERS': `${name}: ${value}` })).toContain(secret)
    const block = `- name: a\n  url: https://example.com/\n  headers:\n    ${name}: ${value}\n`
    expect(secretsOf({ 'INPUT_FEATURE-CHECKS': block })).toContain(secret)
    const folded = `- name: a\n  url: https://example.com/\n  headers:\n    ${name}: >-\n      ${value}\n`
    const { secrets } = await parseSettings({
      INPUT_SERVICE: 'web',
      'INPUT_FEATURE-CHECKS': folded,
      AWS_REGION: 'us-east-1',
      GITHUB_SHA: '3'.repeat(40),
    })
    expect(secrets).toContain(secret)
  })

  it.each([
    ['a short value of a cookie', 'Cookie: theme=dark; sid=hunter22', 'dark'],
    ['a cookie without a value', 'Cookie: theme=; sid=hunter22', ''],
    ['the value of a parameter', 'Accept: application/json; version=preview', 'preview'],
    ['a port', 'X-Upstream: backend:8080', '8080'],
    ['a short word behind a colon and a blank', 'X-Upstream: backend: north', 'north'],
    ['the rest of an address', 'Origin: https://shop.example', '//shop.example'],
    ['the user of a login', `Authorization: ${basic('service:hunter22')}`, 'service'],
  ])('leaves %s readable', (_, line, word) => {
    expect(secretsOf({ 'INPUT_VERSION-HEADERS': line })).not.toContain(word)
  })

  it('finds header values in lines that are no headers', () => {
    expect(secretsOf({ 'INPUT_VERSION-HEADERS': 'just-a-token\n: value-a\nX Y Z: value-b\nHost: value-c' })).toEqual(
      expect.arrayContaining(['just-a-token', 'value-a', 'value-b', 'value-c']),
    )
  })

  it.each([
    ['a block mapping', '- name: a\n  headers:\n    X-Key: hunter22\n  url: /'],
    ['quotes', '- name: a\n  "headers":\n    X-Key: "hunter22" \n  url: /'],
    ['a first key', "- headers:\n    X-Key: 'hunter22'\n  name: a"],
    ['a flow mapping', '- {name: a, headers: {X-Key: hunter22, Y: z}, url: /}'],
    ['a flow mapping over lines', '- name: a\n  headers: {\n    X-Key: hunter22 }\n'],
    ['a block of lines', '- name: a\n  headers: |\n    X-Key: hunter22\n'],
    ['a folded value', '- name: a\n  headers:\n    X-Key: >\n      hunter22\n'],
    ['a comment behind', '- name: a\n  headers:\n    X-Key: hunter22 # of staging\n'],
    ['a block mapping behind a blank line', '- name: a\n  headers:\n   \n    X-Key: hunter22\n'],
    ['a key with a blank behind', '- {name: a, headers : {X-Key: hunter22}, url: /}'],
    ['JSON', '[{"name":"a","headers":{"X-Key":"hunter22","Y":"z"},"url":"/"}]'],
    ['a scheme before', '- name: a\n  headers:\n    Authorization: Bearer hunter22\n'],
    ['broken YAML', '- {name: a\n  headers:\n    X-Key: hunter22\n ]]'],
    ['credentials in a URL over lines', '- name: a\n  url: >-\n    https://bob:hunter22@example.com/\n'],
    ['credentials in a URL', '- {name: a, url: "https://bob:hunter22@example.com/"}'],
  ])('finds the headers of a feature check in %s', (_, yaml) => {
    expect(secretsOf({ 'INPUT_FEATURE-CHECKS': yaml })).toContain('hunter22')
  })

  it.each([
    ['{X-Key: "a}hunter22", Y: z}', 'a}hunter22'],
    ['{X-Key: "a\\"}hunter22", Y: z}', 'a\\"}hunter22'],
    ["{X-Key: 'a}hunter22', Y: z}", 'a}hunter22'],
    ["{X-Key: 'it''s}hunter22', Y: z}", "it''s}hunter22"],
    ['{X-Key: "a,hunter22", Y: z}', 'a,hunter22'],
    ['{X-Key: "a\\",hunter22", Y: z}', 'a\\",hunter22'],
    ["{X-Key: 'it''s,hunter22', Y: z}", "it''s,hunter22"],
  ])('finds the whole of a quoted header in %s', (headers, secret) => {
    expect(secretsOf({ 'INPUT_FEATURE-CHECKS': `- {name: a, headers: ${headers}, url: /}` })).toContain(secret)
  })

  it('leaves what stands below other keys of a feature check readable', () => {
    const yaml = '- name: a\n  url: /\n  json: "@"\n  equals:\n    state: healthy\n'
    expect(secretsOf({ 'INPUT_FEATURE-CHECKS': yaml })).toEqual([])
  })

  it('leaves names and addresses of feature checks readable', () => {
    const yaml =
      '- {name: first, headers: {X-Key: hunter22}, url: /farmers}\n- {name: second, url: /healthy}\n- name: third'
    const secrets = secretsOf({ 'INPUT_FEATURE-CHECKS': yaml })
    for (const plain of ['first', 'second', 'third', '/farmers', '/healthy']) {
      expect(secrets.some((secret) => secret.includes(plain))).toBe(false)
    }
  })

  it('finds the password in a version-url', () => {
    expect(secretsOf({ 'INPUT_VERSION-URL': 'https://bob:hunt%2Fer@example.com/' })).toEqual(
      expect.arrayContaining(['hunt%2Fer', 'hunt/er']),
    )
  })

  it.each([
    { 'INPUT_VERSION-URL': 'https://app.example/version?of=https://bob:hunter22@shop.example/' },
    { 'INPUT_FEATURE-CHECKS': '- {name: a, url: /x, method: POST, body: "of https://bob:hunter22@shop.example/"}' },
  ])('finds the password in an address inside another text: %j', (env) => {
    expect(secretsOf(env)).toContain('hunter22')
  })

  it.each([
    'bob:hunter22@app.example/v',
    '//bob:hunter22@app.example/v',
    'htp//bob:hunter22@app.example/v',
    'https:bob:hunter22@app.example/v',
    'htps:bob:hunter22@app.example/v',
    'https:/bob:hunter22@app.example/v',
    'https:\\\\bob:hunter22@app.example/v',
    ' bob:hunt%65r22@app.example/v',
    'https://bob:hunt\ter22@app.example/v',
    '\u00a0https://bob:hunt\ter22@app.example/v',
  ])('finds the password in an address that is mistyped: %s', (address) => {
    expect(secretsOf({ 'INPUT_VERSION-URL': address })).toContain('hunter22')
    expect(secretsOf({ INPUT_IMAGE: address })).toContain('hunter22')
  })

  it('finds a password with a colon in an address that is mistyped', () => {
    expect(secretsOf({ 'INPUT_VERSION-URL': 'bob:hunt:er22@app.example/v' })).toContain('hunt:er22')
  })

  it.each([
    '- {name: a, url : "bob:hunter22@app.example/v"}',
    '- {name: a, url: "bob:hunter22@app.example/v"}',
    '- name: a\n  url: //bob:hunter22@app.example/v\n',
    '[{"name":"a","url":"https:bob:hunter22@app.example/v"}]',
  ])('finds the password in the mistyped address of a feature check: %s', (yaml) => {
    expect(secretsOf({ 'INPUT_FEATURE-CHECKS': yaml })).toContain('hunter22')
  })

  it('finds any password as it is written and as a server reads it, wherever its address stands', () => {
    const password = fc.string({ minLength: 4, maxLength: 20 }).filter((text) => text.trim() === text)
    const places: readonly ((login: string) => Readonly<Record<string, string>>)[] = [
      ...['https://', 'htp//', '//', 'https:', 'htps:', '', 'https://app.example/version?of=https://'].map(
        (before) => (login: string) => ({ 'INPUT_VERSION-URL': `${before}${login}@app.example/v` }),
      ),
      (login) => ({ INPUT_IMAGE: `${login}@registry.example/shop:1.0` }),
      (login) => ({ 'INPUT_FEATURE-CHECKS': `- {name: a, url: "https://${login}@app.example/v"}` }),
      (login) => ({ 'INPUT_FEATURE-CHECKS': `- name: a\n  url: >-\n    https://${login}@app.example/v\n` }),
      (login) => ({ HTTPS_PROXY: `http://${login}@proxy.example:3128` }),
    ]
    fc.assert(
      fc.property(password, fc.constantFrom(...places), (plain, place) => {
        const written = encodeURIComponent(plain)
        expect(secretsOf(place(`bob:${written}`))).toEqual(expect.arrayContaining([plain, written]))
      }),
    )
  })

  it('leaves an address readable in which an at sign means something else', () => {
    const digest = `sha256:${'a'.repeat(64)}`
    for (const image of [`shop/backend@${digest}`, `backend:1.0@${digest}`, `registry.example/backend@${digest}`])
      expect(secretsOf({ INPUT_IMAGE: image })).toEqual([])
    const url = 'https://app.example/packages/@shop/version?by=ann@shop.example#@top'
    expect(secretsOf({ 'INPUT_VERSION-URL': url })).toEqual([])
    expect(secretsOf({ 'INPUT_FEATURE-CHECKS': `- {name: a, url: "${url}"}` })).toEqual([])
  })

  it.each([
    ['a query', { 'INPUT_VERSION-URL': 'https://app.example/version?x=1&access_token=hunter22&y=2' }],
    ['an encoded query', { 'INPUT_VERSION-URL': 'https://app.example/version?api-key=hunter%32%32' }],
    ['a signed address', { 'INPUT_VERSION-URL': 'https://app.example/v?sv=2024&sig=hunter22' }],
    ['the query of a feature check', { 'INPUT_FEATURE-CHECKS': '- {name: a, url: "/x?token=hunter22"}' }],
    ['a JSON body', { 'INPUT_FEATURE-CHECKS': `- {name: a, url: /x, body: '{"user":"a","password":"hunter22"}'}` }],
    ['a form', { 'INPUT_FEATURE-CHECKS': '- {name: a, url: /x, body: "user=a&password=hunter22"}' }],
    ['the address of a proxy', { HTTPS_PROXY: 'http://bob:hunter22@proxy.example:3128' }],
  ])('finds what a name calls a secret in %s', (_, env) => {
    expect(secretsOf(env)).toContain('hunter22')
  })

  it('finds the password in a version-url that is encoded badly', () => {
    expect(secretsOf({ 'INPUT_VERSION-URL': 'https://bob:hunt%zzer@example.com/' })).toContain('hunt%zzer')
  })

  it('finds the credentials that a registry gets, as the registry gets them', () => {
    const basic = (text: string): string => Buffer.from(text).toString('base64')
    const credentials = { 'INPUT_REGISTRY-USERNAME': ' bob ', 'INPUT_REGISTRY-PASSWORD': ' hunter22 ' }
    expect(secretsOf(credentials)).toContain(basic('bob:hunter22'))
    expect(secretsOf({ ...credentials, 'INPUT_REGISTRY-PASSWORD': ' ' })).toEqual([])
  })

  it.each([
    ['what a proxy gets as login', 'http://bob:hunt%40er22@proxy.example:3128', 'Ym9iOmh1bnRAZXIyMg=='],
    ['what a proxy gets for a user alone', 'http://hunter22@proxy.example', 'aHVudGVyMjI6'],
    ['a password that is not encoded', 'http://bob:hun/t#er22@proxy.example:3128', 'hun/t#er22'],
    ['a password behind no scheme', 'bob:hunter22@proxy.example:3128', 'hunter22'],
    ['a password behind a blank', ' http://bob:hunter22@proxy.example:3128', 'hunter22'],
    ['a password with a colon', 'http://bob:hunt:er22@proxy.example:3128', 'hunt:er22'],
    ['a login as the proxy reads it', 'http://b%6Fb:hunt%40er22@proxy.example:3128', 'bob:hunt@er22'],
  ])('finds %s', (_, address, secret) => {
    expect(secretsOf({ HTTPS_PROXY: address })).toContain(secret)
  })

  it('leaves the short name of a user without a password readable', () => {
    expect(secretsOf({ HTTPS_PROXY: 'http://bob@proxy.example' })).toEqual(['Ym9iOg%3D%3D', 'Ym9iOg=='])
  })

  it('leaves the address of a proxy readable', () => {
    expect(secretsOf({ HTTPS_PROXY: 'http://proxy.example:3128', HTTP_PROXY: 'proxy.example:3128' })).toEqual([])
  })

  it('finds credentials behind their scheme however far', () => {
    expect(secretsOf({ 'INPUT_VERSION-HEADERS': 'Authorization: Bearer  abcdefgh' })).toContain('abcdefgh')
  })

  it('takes four characters for a secret', () => {
    expect(secretsOf({ 'INPUT_WEBHOOK-TOKEN': 'abcd' })).toEqual(['abcd'])
  })

  it.each([
    'true',
    'False',
    'null',
    'none',
    'Basic',
    'Bearer',
    'token',
    'anonymous',
    'no-cache',
    'no-store',
    'gzip',
    'identity',
    'keep-alive',
    'application/json',
    'application/xml',
    'text/html',
    'text/plain',
    'XMLHttpRequest',
  ])('leaves the word %s readable, which is no secret', (word) => {
    expect(secretsOf({ 'INPUT_VERSION-HEADERS': `X-Key: ${word}` })).toEqual([])
  })

  it('skips what would blot out the report', () => {
    const headers = 'Accept: application/json\nX-A: true\nX-B: abc\nCache-Control: no-cache'
    expect(secretsOf({ 'INPUT_VERSION-HEADERS': headers, 'INPUT_GITHUB-TOKEN': '', AWS_SESSION_TOKEN: 'x' })).toEqual(
      [],
    )
  })

  it('gives the longest first, so that no part of a secret is left over when they are replaced in turn', () => {
    const lengths = secretsOf({ 'INPUT_VERSION-HEADERS': 'A: Bearer abcdef\nB: abcdefghijkl\nC: abcd' }).map(
      (s) => s.length,
    )
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a))
    expect(lengths.length).toBeGreaterThan(2)
  })

  it('never throws and never gives a blank, whatever stands in the inputs', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            'headers:',
            '{',
            '}',
            '"',
            "'",
            ': ',
            '\n',
            '  ',
            '- ',
            'X',
            '://',
            '@',
            '%',
            '\ud800',
            '|',
            '\\',
            'hunter22',
          ),
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (value) => {
        const secrets = secretsOf({
          'INPUT_VERSION-HEADERS': value,
          'INPUT_FEATURE-CHECKS': value,
          'INPUT_VERSION-URL': value,
          'INPUT_REGISTRY-PASSWORD': value,
          'INPUT_REGISTRY-USERNAME': value,
        })
        expect(secrets.every((secret) => secret.trim().length >= 4)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the secrets of the settings', () => {
  it('hold the header values of feature checks as YAML reads them', async () => {
    const { secrets } = await parseSettings({
      INPUT_SERVICE: 'web',
      'INPUT_GITHUB-TOKEN': 'ghs_token',
      'INPUT_FEATURE-CHECKS':
        '- name: a\n  url: https://example.com/\n  headers: {X-Key: "hunt\\u0065r22-and-then-some"}',
      AWS_REGION: 'us-east-1',
      GITHUB_SHA: '3'.repeat(40),
    })
    expect(secrets).toEqual(expect.arrayContaining(['hunter22-and-then-some', 'ghs_token']))
    expect(secrets).toEqual(secrets.toSorted((a, b) => b.length - a.length))
  })
})
