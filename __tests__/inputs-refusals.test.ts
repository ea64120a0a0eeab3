import { describe, expect, it } from '@jest/globals'
import { Ending } from '../src/ending.ts'
import { parseSettings } from '../src/inputs.ts'

type Inputs = Readonly<Record<string, string>>

const SERVICE_ARN = 'arn:aws:ecs:eu-west-1:123456789012:service/prod/web'
const CLUSTER_ARN = 'arn:aws:ecs:us-east-1:123456789012:cluster/prod'

function step(inputs: Inputs, variables: Inputs = {}): Inputs {
  const given = Object.entries({ service: 'web', ...inputs }).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ])
  return { GITHUB_SHA: '3'.repeat(40), AWS_REGION: 'us-east-1', ...variables, ...Object.fromEntries(given) }
}

async function refusal(inputs: Inputs, variables: Inputs = {}): Promise<Ending> {
  try {
    await parseSettings(step(inputs, variables))
  } catch (error) {
    if (error instanceof Ending) return error
    throw error
  }
  throw new Error('the inputs were accepted')
}

describe('a bad value', () => {
  it.each<[name: string, value: string, complaint: RegExp]>([
    ['service', '', /^service: nothing is given: it is required; accepted: ECS services, one a line/],
    ['service', ' \n ', /^service: nothing is given/],
    ['service', 'my service', /^service: got "my service"; accepted: ECS services/],
    ['service', 'web,worker', /^service: got "web,worker": services stand one a line/],
    ['service', 'shop/web', /^service: got "shop\/web": the part before the slash belongs in cluster; accepted/],
    ['service', 'a/b/c', /^service: got "a\/b\/c"; accepted: ECS services/],
    ['service', 'w'.repeat(256), /^service: got "w{200}…"/],
    ['service', 'arn:aws:ecs:us-east-1:123456789012:cluster/prod', /^service: got "arn:aws:ecs:us-east-1:/],
    ['service', 'arn:aws:ecs:us-east-1:1234:service/prod/web', /^service: /],
    ['cluster', 'pro d', /^cluster: got "pro d"; accepted: a cluster name/],
    ['cluster', SERVICE_ARN, /^cluster: got "arn:/],
    ['aws-region', 'virginia', /^aws-region: got "virginia"; accepted: an AWS region such as us-east-1\.$/],
    ['aws-region', 'us-east-1a', /^aws-region: /],
    [
      'commit',
      'main',
      /^commit: got "main": branches, tags and abbreviated SHAs .*; accepted: a full commit SHA of 40/,
    ],
    ['commit', '3fa04cb', /^commit: got "3fa04cb"/],
    ['commit', `${'a'.repeat(40)}b`, /^commit: /],
    ['commit', '0'.repeat(40), /^commit: .*the all-zero SHA stands for no commit/],
    [
      'image',
      'nginx',
      /^image: got "nginx": without tag and digest it means the tag latest, which ties the image to no commit/,
    ],
    ['image', 'app:', /^image: got "app:"; accepted: repository:tag or repository@sha256/],
    ['image', 'https://example.com/app:1', /^image: /],
    ['image', ':'.repeat(200), /^image: got ":{200}"; accepted/],
    ['container', 'my app', /^container: got "my app"; accepted: the name of a container/],
    ['task-definition', 'web', /^task-definition: got "web": a family alone means its latest revision/],
    ['task-definition', 'web:0', /^task-definition: got "web:0"; accepted: family:revision or an ARN/],
    ['task-definition', 'arn:aws:ecs:us-east-1:123456789012:task-definition/web', /^task-definition: /],
    ['version-url', '/version', /^version-url: got "\/version"; accepted: an absolute http:\/\/ or https:\/\/ URL/],
    ['version-url', 'ftp://example.com/v', /^version-url: got "ftp:/],
    ['version-url', 'https://', /^version-url: /],
    [
      'version-url',
      'https://bob@example.com/',
      /^version-url: got "https:\/\/\*\*\*@example\.com\/": credentials in a URL leak/,
    ],
    [
      'version-url',
      'https://:pw@example.com/',
      /^version-url: got "https:\/\/\*\*\*@example\.com\/": credentials in a URL leak/,
    ],
    ['version-url', 'bob:pw@example.com/v', /^version-url: got "\*\*\*@example\.com\/v"; accepted: an absolute/],
    // Too short to be masked elsewhere.
    ['version-url', 'b:p@example.com/v', /^version-url: got "\*\*\*@example\.com\/v"; accepted: an absolute/],
    ['version-url', 'bob:hun//ter22@example.com', /^version-url: got "\*\*\*@example\.com"; accepted: an absolute/],
    ['version-url', '//bob:pw@example.com/v', /^version-url: got "\/\/\*\*\*@example\.com\/v"; accepted: an absolute/],
    ['version-url', 'htp//bob:pw@example.com/v', /^version-url: got "htp\/\/\*\*\*@example\.com\/v"; accepted/],
    [
      'version-url',
      'https:bob:pw@example.com/v',
      /^version-url: got "\*\*\*@example\.com\/v": credentials in a URL leak/,
    ],
    ['version-url', 'https://bob:p/w@example.com', /^version-url: got "https:\/\/\*\*\*@example\.com"; accepted/],
    ['version-url', 'https://bob:p@w@example.com', /^version-url: got "https:\/\/\*\*\*@example\.com": credentials/],
    ...['\n', '\t', ' ', '\u0000', '\u007f', '\u0085', '\u2028'].map((inside): [string, string, RegExp] => [
      'version-url',
      `https://example.com/${inside}version`,
      /^version-url: got "https:\/\/example\.com\/[^"]*version": it holds white space or a control character; accepted: an absolute/,
    ]),
    ['version-samples', '0', /^version-samples: got "0"; accepted: a whole number from 1 to 100\.$/],
    ['version-samples', '101', /^version-samples: /],
    ['version-samples', '3x', /^version-samples: /],
    ['version-samples', '05', /^version-samples: /],
    ['expected-version', 'unknown', /^expected-version: got "unknown": it stands for an unknown version/],
    ['expected-version', 'v', /^expected-version: got "v"/],
    ['expected-version', 'null', /^expected-version: got "null"/],
    ['expected-version', '1.0\n1.1', /^expected-version: .*it has several lines/],
    [
      'version-file',
      '/etc/passwd',
      /^version-file: got "\/etc\/passwd": it is absolute; accepted: a path relative to the root/,
    ],
    ['version-file', 'a/../../b', /^version-file: .*it holds \.\./],
    ['version-file', 'a\\b', /^version-file: .*backslash or a control character/],
    ['version-file', 'src/', /^version-file: .*it names a folder/],
    ['version-file', '.', /^version-file: .*it names no file/],
    [
      'image-version-file',
      'app/version.py',
      /^image-version-file: .*it is relative; accepted: an absolute path inside the image/,
    ],
    ['image-version-file', '/app/../etc/passwd', /^image-version-file: .*it holds \.\./],
    ['image-version-file', '//', /^image-version-file: .*it names a folder/],
    ['feature-checks', 'name: health', /^feature-checks: .*it is not a list/],
    ['timeout', '0', /^timeout: got "0": it is out of range; accepted: auto, or a duration .* above 0, at most 6h\.$/],
    ['timeout', '361m', /^timeout: got "361m": it is out of range/],
    ['timeout', 'soon', /^timeout: got "soon"; accepted: auto, or/],
    ['stable-for', '7h', /^stable-for: .*out of range/],
    ['start-timeout', '-1', /^start-timeout: got "-1"; accepted: a duration/],
    ['poll-interval', '0s', /^poll-interval: .*out of range; .*from 1s to 6h/],
    ['codebuild-project', 'a', /^codebuild-project: got "a"; accepted: CodeBuild project names/],
    ['codebuild-project', 'good\nbad name', /^codebuild-project: got "bad name"/],
    ['codebuild-project', 'p'.repeat(151), /^codebuild-project: /],
    ['competing-triggers', 'delete', /^competing-triggers: got "delete"; accepted: disable, report, restore, off\.$/],
    ['competing-triggers', 'Disable', /^competing-triggers: /],
    ['mode', 'watch', /^mode: got "watch"; accepted: verify, audit\.$/],
    ['paths', '/src/**', /^paths: got "\/src\/\*\*": a leading \/ or \.\/ matches nothing/],
    ['paths', '!docs/**', /^paths: .*every glob takes away/],
    ['paths', 'src/**\nlib/[ab', /^paths: got "lib\/\[ab": it ends within brackets/],
    ['paths', '[z-a].md', /^paths: got "\[z-a\]\.md"/],
    ['paths', "- 'src/**'", /^paths: .*it is written as YAML/],
    ['paths', '"src/**"', /^paths: .*it is written as YAML/],
    ['paths', '- src/**', /^paths: .*it is written as YAML/],
    ['paths', 'paths: src/**', /^paths: .*it is written as YAML/],
    ['paths', 'paths : src/**', /^paths: .*it is written as YAML/],
    ['paths', 'src/**,', /^paths: .*it is written as YAML/],
    ['paths', '[src/**,lib/**]', /^paths: .*it is written as YAML/],
    ['paths', 'src/**, lib/**', /^paths: .*it is written as YAML/],
    ['paths', 'src/** # the code', /^paths: .*it is written as YAML/],
    ['paths', 'src/', /^paths: .*it names no file/],
    ['paths', 'a/../src/**', /^paths: .*it names no file/],
    ['paths', '../src/**', /^paths: .*it names no file/],
    ['paths', 'src/..', /^paths: .*it names no file/],
    ['paths', '{src,lib}/**', /^paths: .*braces list nothing here/],
    ['paths', 'src\\**', /^paths: .*folders are separated by \//],
    ['paths', 'src/**\n! docs/**', /^paths: .*a blank stands behind the !/],
    ['paths', 'a\n!', /^paths: got "!": the pattern is blank/],
    ['stop-competing-builds', 'yes', /^stop-competing-builds: got "yes"; accepted: true or false\.$/],
    ['force-restore', '1', /^force-restore: /],
    ['require-image-proof', 'tRUE', /^require-image-proof: /],
    ['allow-superseded', 'on', /^allow-superseded: /],
    ['metrics-namespace', 'AWS/ECS', /^metrics-namespace: .*namespaces that begin with AWS\/ belong to AWS/],
    ['metrics-namespace', ':web', /^metrics-namespace: got ":web"; accepted: up to 255/],
    ['metrics-namespace', 'Köln', /^metrics-namespace: got "Köln"; accepted: up to 255 printable ASCII/],
    ['metrics-namespace', 'Web\tApp', /^metrics-namespace: /],
    ['metrics-namespace', 'n'.repeat(256), /^metrics-namespace: /],
    ['report-path', 'out/', /^report-path: .*it names a folder/],
    ['report-path', '..', /^report-path: .*it names a folder/],
    ['report-path', 'out/.', /^report-path: .*it names a folder/],
    ['report-path', 'out/..', /^report-path: .*it names a folder/],
    ['report-path', 'a\u0007b', /^report-path: .*it holds a control character/],
    ['registry-username', 'bob:x', /^registry-username: got "bob:x"; accepted: a user name/],
  ])('of %s, %j, is refused by name', async (name, value, complaint) => {
    const ending = await refusal({ [name]: value })
    expect(ending.code).toBe('invalid-input')
    expect(ending.message.split('\n')[0]).toMatch(complaint)
    expect(ending.headline).toContain(name)
    expect(ending.nextStep.text).toContain(name)
  })

  it.each<[selector: string, complaint: RegExp]>([
    ['jsons', /accepted: auto, text, json:/],
    ['xpath://version', /got "xpath:\/\/version"; accepted: auto, text, json:/],
    ['Auto', /got "Auto"/],
    ['version', /got "version"/],
    ['json:', /the JMESPath expression is blank/],
    ['json:a..b', /it is not JMESPath/],
    ['json:[?no_such(@)]', /JMESPath has no function no_such\(\)/],
    [`json:${'a.'.repeat(20_000)}a`, /it is not JMESPath/],
    ['header:', /what follows header: is not the name of a header/],
    ['header:X Version', /what follows header: is not the name of a header/],
    ['regex:', /an empty pattern matches everything/],
    ['regex:v\\d+', /it has 0 capture groups where exactly one is needed/],
    ['regex:(a)(b)', /it has 2 capture groups/],
    ['regex:(?=a)(b)', /it is not RE2/],
  ])('of version-selector, %.20j, is refused by name', async (selector, complaint) => {
    const { message } = await refusal({ 'version-url': 'https://example.com/', 'version-selector': selector })
    expect(message).toMatch(/^version-selector: /)
    expect(message).toMatch(complaint)
  })

  it.each(['(', 'a', '(a)(b)'])('of version-pattern, %j, is refused by name', async (pattern) => {
    expect((await refusal({ 'version-file': 'version', 'version-pattern': pattern })).message).toMatch(
      /^version-pattern: got /,
    )
  })

  it.each<[headers: string, complaint: RegExp]>([
    ['Authorization', /got "line 1": it has no colon/],
    ['Accept: a/b\nX Key: v', /got "header 2": its name is not one/],
    [': v', /its name is not one/],
    ['Host: example.com', /got "Host: \*\*\*": this header belongs to the connection/],
    ['content-length: 3', /belongs to the connection/],
    ['Connection: close', /belongs to the connection/],
    ['Transfer-Encoding: chunked', /belongs to the connection/],
    ['X-Key:', /its value is blank; is the secret behind it set\?/],
    ['X-Key: sn\u0000w', /characters that a header cannot carry/],
    ['X-Key: ☃☃☃☃', /characters that a header cannot carry/],
    ['X-Key: one1\nx-key: two2', /this header is given twice/],
  ])('of version-headers, %j, is refused by name', async (headers, complaint) => {
    const { message } = await refusal({ 'version-url': 'https://example.com/', 'version-headers': headers })
    expect(message).toMatch(/^version-headers: /)
    expect(message).toMatch(complaint)
  })

  it.each(['Expect', 'Keep-Alive', 'Proxy-Authorization', 'Proxy-Connection', 'TE', 'Trailer', 'Upgrade'])(
    'of version-headers, the connection’s own %s, is refused',
    async (header) => {
      const { message } = await refusal({
        'version-url': 'https://example.com/',
        'version-headers': `${header}: abcd`,
      })
      expect(message).toContain(`"${header}: ***": this header belongs to the connection`)
    },
  )

  it('does not hide another one of its kind, and is told once', async () => {
    const service = [1, 2].map((n) => `arn:aws:ecs:eu-west-${n}:123456789012:service/prod/web`)
    const { message } = await refusal({
      service: [...service, 'worker', 'batch'].join('\n'),
      'aws-region': 'us-east-1',
    })
    expect(message.split('\n')).toHaveLength(2)
    expect((await refusal({ service: 'worker\nbatch' }, { AWS_REGION: '' })).message.split('\n')).toHaveLength(1)
  })

  it('does not hide the others: all are told at once', async () => {
    const ending = await refusal({ service: 'a b', timeout: 'soon', mode: 'x' })
    expect(ending.message.split('\n').map((line) => line.split(':')[0])).toEqual(['service', 'timeout', 'mode'])
    expect(ending.headline).toBe('3 problems with the inputs: service, timeout, mode')
    expect(ending.problems).toEqual(ending.message.split('\n'))
  })

  it('alone is no list', async () => {
    expect((await refusal({ timeout: 'soon' })).problems).toBeUndefined()
  })

  it('leads to the section about its input, and several to that about all of them', async () => {
    const section = async (inputs: Inputs): Promise<string | undefined> => (await refusal(inputs)).nextStep.about
    expect(await section({ timeout: 'soon' })).toBe('refused-inputs.md#timeout')
    expect(await section({ timeout: 'soon', mode: 'x' })).toBe('refused-inputs.md#all-inputs')
    const conflicts = { 'version-selector': 'json:sha', 'version-headers': 'X-Key: abcd' }
    expect(await section(conflicts)).toBe('refused-inputs.md#all-inputs')
  })
})

describe('a secret in a refusal', () => {
  it.each<[name: string, value: string, hidden: string]>([
    ['registry-password', 'hunter\u00077zz', '7zz'],
    ['webhook-token', 'ghp_☃snow', 'snow'],
    ['github-token', 'ghs_a\nb1c2d3', 'b1c2d3'],
    ['version-headers', 'Host: hunter22', 'hunter22'],
    ['version-headers', 'hunter22', 'hunter22'],
    ['version-url', 'https://bob:hunter22@example.com/', 'hunter22'],
    ['feature-checks', '- {name: a, url: /b, headers: {X-Key: hunter22, Host: hunter22}}', 'hunter22'],
    ['feature-checks', '- name: a\n  headers: {X-Key: hunter22\n  url: [', 'hunter22'],
  ])('of %s, given %j, is not shown', async (name, value, hidden) => {
    const { message, headline, nextStep } = await refusal({ [name]: value })
    expect(message).toContain(`${name}: got`)
    expect(`${message}${headline}${nextStep.text}`).not.toContain(hidden)
  })

  it.each(['registry-password', 'webhook-token', 'github-token'])(
    'of %s is not shown even where it is too short to be masked',
    async (name) => {
      const { message } = await refusal({ [name]: 'x☃' })
      expect(message).toMatch(new RegExp(`^${name}: got "\\*\\*\\*"`))
    },
  )

  it('stays hidden where it stands in an input that is no secret', async () => {
    const { message } = await refusal({ 'github-token': 'ghs_abcdef', container: 'app ghs_abcdef' })
    expect(message).toContain('container: got "app ***"')
  })
})

describe('a combination that cannot be honoured', () => {
  const url = 'https://example.com/version'

  it.each<[what: string, inputs: Inputs, named: string, complaint: RegExp]>([
    [
      'no region anywhere',
      { AWS_REGION: '' },
      'aws-region',
      /^No region is known: give aws-region, such as us-east-1, or/,
    ],
    [
      'a task definition for two services',
      { service: 'a\nb', 'task-definition': 'web:1' },
      'task-definition with service',
      /^A task definition belongs to one service/,
    ],
    ['a service twice', { service: 'web\nweb' }, 'service', /^"web" and "web" are the same service/],
    [
      'a service by name and by ARN',
      { service: `web\n${SERVICE_ARN}`, cluster: 'prod', AWS_REGION: 'eu-west-1' },
      'service',
      /are the same service/,
    ],
    [
      'a region other than the ARN’s',
      { service: SERVICE_ARN, 'aws-region': 'us-east-1' },
      'service with aws-region',
      /is in eu-west-1, but aws-region says us-east-1/,
    ],
    [
      'a cluster ARN of another region',
      { cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/prod' },
      'cluster with aws-region',
      /is in eu-west-1, but the region is us-east-1; give aws-region: eu-west-1/,
    ],
    [
      'a task definition of another region',
      { 'task-definition': 'arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1' },
      'task-definition with service',
      /is in eu-west-1, but the service is in us-east-1/,
    ],
    [
      'a bad region in the environment',
      { AWS_REGION: 'Virginia' },
      'aws-region',
      /^The environment variable AWS_REGION says "Virginia"/,
    ],
    [
      'a selector without a URL',
      { 'version-selector': 'json:sha' },
      'version-selector needs version-url',
      /^version-selector reads the answer of version-url, which is blank/,
    ],
    [
      'headers without a URL',
      { 'version-headers': 'X-Key: abcd' },
      'version-headers needs version-url',
      /^version-headers are sent to version-url, which is blank/,
    ],
    [
      'a pattern without a file',
      { 'version-pattern': '(.+)' },
      'version-pattern needs version-file or image-version-file',
      /^version-pattern finds the version in version-file/,
    ],
    [
      'a user name without a password',
      { 'registry-username': 'bob' },
      'registry-username needs registry-password',
      /^registry-password is blank/,
    ],
    [
      'a password without a user name',
      { 'registry-password': 'hunter22' },
      'registry-password needs registry-username',
      /^registry-username is blank/,
    ],
    [
      'restore of nothing',
      { 'competing-triggers': 'restore' },
      'competing-triggers: restore needs codebuild-project',
      /^competing-triggers: restore concerns the projects of codebuild-project/,
    ],
    [
      'a report on nothing',
      { 'competing-triggers': 'report' },
      'competing-triggers: report needs codebuild-project',
      /^competing-triggers: report concerns/,
    ],
    [
      'builds to stop where nothing is to change',
      { 'codebuild-project': 'one', 'competing-triggers': 'report', 'stop-competing-builds': 'true' },
      'stop-competing-builds with competing-triggers',
      /^competing-triggers: report changes nothing/,
    ],
    [
      'a relative check without a URL',
      { 'feature-checks': '- {name: a, url: /a}' },
      'a relative url in feature-checks needs version-url',
      /^The url of check "a" is relative to version-url/,
    ],
    [
      'a relative check that leaves http',
      { 'version-url': url, 'feature-checks': '- {name: a, url: "//bob:pw@example.com/"}' },
      'feature-checks with version-url',
      /^The url of check "a" does not make an http or https URL/,
    ],
    [
      'builds to stop where triggers are off',
      { 'codebuild-project': 'one', 'competing-triggers': 'off', 'stop-competing-builds': 'true' },
      'stop-competing-builds with competing-triggers',
      /^competing-triggers: off changes nothing/,
    ],
    [
      'several services, and no region for any',
      { service: 'web\nworker', AWS_REGION: ' ' },
      'aws-region',
      /^No region is known: give aws-region/,
    ],
  ])('is refused: %s', async (_, { AWS_REGION = 'us-east-1', ...inputs }, named, complaint) => {
    const ending = await refusal(inputs, { AWS_REGION })
    expect(ending.code).toBe('invalid-input')
    expect(ending.message).toMatch(complaint)
    expect(ending.message).not.toContain('\n')
    expect(ending.headline).toBe(named.includes(' needs ') ? named : `the input ${named} cannot be used`)
  })

  it.each<[inputs: Inputs, names: string]>([
    [{ 'version-selector': 'json:sha' }, 'version-selector, version-url'],
    [{ 'version-headers': 'X-Key: abcd' }, 'version-headers, version-url'],
    [{ 'version-pattern': '(.+)' }, 'version-pattern'],
    [{ 'registry-username': 'bob' }, 'registry-username, registry-password'],
    [{ 'competing-triggers': 'report' }, 'competing-triggers, codebuild-project'],
  ])('names what is to be corrected, and leads to the first of it: %j', async (inputs, names) => {
    const { nextStep } = await refusal(inputs)
    expect(nextStep.text).toMatch(new RegExp(`^Correct ${names} in the step`))
    expect(nextStep.about).toBe(`refused-inputs.md#${names.split(',')[0]}`)
  })

  it('is not complained of where its other half was refused on its own', async () => {
    const { message } = await refusal({
      'version-url': 'nowhere',
      'version-selector': 'json:sha',
      'version-headers': 'X-Key: abcd',
      'feature-checks': '- {name: a, url: /a}',
      cluster: 'pro d',
    })
    expect(message.split('\n').map((line) => line.split(':')[0])).toEqual(['cluster', 'version-url'])
  })

  it('is not complained of where the event names no commit: that alone is told', async () => {
    const { message } = await refusal({}, { GITHUB_SHA: '' })
    expect(message).toMatch(/^commit: nothing is given: the event that started this run names none; accepted/)
  })

  it.each<[what: string, inputs: Inputs]>([
    [
      'stopping builds in an audit, as one step may serve both modes',
      { mode: 'audit', 'codebuild-project': 'p1', 'stop-competing-builds': 'true' },
    ],
    ['paths in verify mode', { paths: 'src/**' }],
    ['projects with triggers off', { 'codebuild-project': 'p1', 'competing-triggers': 'off' }],
    ['an ARN beside another cluster', { service: SERVICE_ARN, cluster: 'other' }],
    ['a deadline shorter than the start timeout', { timeout: '1m' }],
    ['an ARN beside a cluster of another region', { service: SERVICE_ARN, cluster: CLUSTER_ARN }],
    [
      'a task definition of the service’s region',
      { 'task-definition': 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:1' },
    ],
    ['a pattern for the image’s file alone', { 'version-pattern': '(.+)', 'image-version-file': '/app/VERSION' }],
    [
      'builds to stop where no project competes, which the handling tells by itself',
      { 'competing-triggers': 'off', 'stop-competing-builds': 'true' },
    ],
    ['auto, named as a selector, without a URL', { 'version-selector': 'auto' }],
  ])('is not %s', async (_, inputs) => {
    await expect(parseSettings(step(inputs))).resolves.toBeDefined()
  })
})

describe('an input that has no effect beside the others', () => {
  it.each<[named: string, inputs: Inputs]>([
    ['paths counts with mode: audit alone', { paths: 'src/**' }],
    [
      'stop-competing-builds concerns the projects of codebuild-project, which is blank',
      { 'stop-competing-builds': 'true' },
    ],
    [
      'force-restore counts with competing-triggers: restore alone, and this is disable',
      { 'force-restore': 'true', 'codebuild-project': 'p1' },
    ],
  ])('is told: %s', async (named, inputs) => {
    const { withoutEffect } = await parseSettings(step(inputs))
    expect(withoutEffect).toEqual([`${named}; it is ignored here.`])
  })

  it.each<[what: string, inputs: Inputs]>([
    ['paths in an audit', { paths: 'src/**', mode: 'audit' }],
    ['builds to stop of a project', { 'stop-competing-builds': 'true', 'codebuild-project': 'p1' }],
    ['a restore by force', { 'force-restore': 'true', 'competing-triggers': 'restore', 'codebuild-project': 'p1' }],
    ['what is as it is by default', { 'stop-competing-builds': 'false', 'force-restore': 'false', paths: ' ' }],
  ])('is not %s', async (_, inputs) => {
    expect(await parseSettings(step(inputs))).not.toHaveProperty('withoutEffect')
  })
})
