import { readdirSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { asEnding } from '../../src/aws/errors.ts'
import { AwsFailure } from '../../src/aws/failure.ts'
import { Ending } from '../../src/ending.ts'
import { INPUTS, parseSettings } from '../../src/inputs.ts'
import { CAUSES } from '../../src/judge/causes.ts'
import { pipelinesFinding } from '../../src/judge/pipelines.ts'
import type { CompetingPipelines, PipelineProblem } from '../../src/model.ts'
import { describeFault } from '../../src/observe/http-faults.ts'
import { aboutMessage, isParagraph, MESSAGES } from '../../src/paragraphs.ts'
import { anchors, headings, links, read, ROOT, section } from './pages.ts'

// ------------------------------------------------------------------------------------------------------------ the sources

const SOURCES: ReadonlyMap<string, string> = new Map(
  readdirSync(new URL('src/', ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [`src/${name}`, read(`src/${name}`)]),
)

const sourcesIn = (folder: string): readonly string[] =>
  [...SOURCES].flatMap(([path, text]) => (path.startsWith(folder) ? [text] : []))

const LITERAL = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/

/** What a literal says, with `…` for what is filled in. */
function said(literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…')
    .replaceAll(/\\(.)/g, '$1')
}

/** The literals that follow a pattern in the sources of a folder. */
function literalsAfter(pattern: RegExp, folder: string): readonly string[] {
  const found = new RegExp(`${pattern.source}\\s*(${LITERAL.source})`, 'g')
  return sourcesIn(folder).flatMap((text) => [...text.matchAll(found)].map((match) => said(match.at(-1) ?? '')))
}

/** The text from each match of a pattern to the end of the bracket that it opens, or of the one that it stands in where it opens none. */
function spansOf(pattern: RegExp, folder: string): readonly string[] {
  return sourcesIn(folder).flatMap((text) =>
    [...text.matchAll(new RegExp(pattern.source, 'g'))].map(({ 0: start, index }) => {
      const end = start.includes('(') ? 0 : -1
      let depth = 0
      for (let at = index; at < text.length; at += 1) {
        if ('([{'.includes(text[at] ?? '')) depth += 1
        if (')]}'.includes(text[at] ?? '')) depth -= 1
        if (depth === end && ')]}'.includes(text[at] ?? '')) return text.slice(index, at + 1)
      }
      return text.slice(index)
    }),
  )
}

// ---------------------------------------------------------------------------------------------------------------- the pages

const PAGES = { troubleshooting: read('docs/troubleshooting.md'), inputs: read('docs/refused-inputs.md') }

const CALLS = read('docs/refused-calls.md')

/** The words of messages that a text quotes. */
function quoted(text: string): readonly string[] {
  const plain = text.replaceAll(/\\(.)/g, '$1').replaceAll(/\s+/g, ' ')
  return [...plain.matchAll(/(?<![\w`])_([^_`]+)_(?!\w)/g)].map(([, words = '']) => words)
}

/** Whether the message has the quoted words in their order, with anything where they have `…`. */
function has(message: string, words: string): boolean {
  let from = 0
  for (const part of words.split('…').map((text) => text.trim())) {
    const at = message.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return true
}

/** The messages of which a section quotes nothing. */
function unquoted(messages: readonly string[], page: string, anchor: string): readonly string[] {
  const words = quoted(section(page, anchor))
  return messages.filter((message) => !words.some((phrase) => has(message.replaceAll(/\s+/g, ' '), phrase)))
}

// --------------------------------------------------------------------------------------------------------------- the inputs

/** Values that are refused, at least one for each reason. */
const REFUSED: readonly (readonly [input: string, values: Readonly<Record<string, string>>])[] = [
  ['service', { service: '' }],
  ['service', { service: 'web,worker' }],
  ['service', { service: 'shop/web' }],
  ['service', { service: 'web\narn:aws:ecs:us-east-1:123456789012:service/default/web' }],
  ['service', { service: 'arn:aws:ecs:eu-west-1:123456789012:service/prod/web', 'aws-region': 'us-east-1' }],
  ['cluster', { cluster: 'pro d' }],
  ['cluster', { cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/prod' }],
  ['aws-region', { 'aws-region': 'us-east-1a' }],
  ['aws-region', { AWS_REGION: '' }],
  ['aws-region', { AWS_REGION: 'virginia' }],
  ['commit', { commit: 'main' }],
  ['commit', { commit: '0'.repeat(40) }],
  ['commit', { GITHUB_SHA: '' }],
  ['image', { image: 'nginx' }],
  ['image', { image: 'app:' }],
  ['container', { container: 'my app' }],
  ['task-definition', { 'task-definition': 'web' }],
  ['task-definition', { 'task-definition': 'web:1', service: 'web\nworker' }],
  ['task-definition', { 'task-definition': 'arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1' }],
  ['version-url', { 'version-url': '/version' }],
  ['version-url', { 'version-url': 'https://user:word@example.com/' }],
  ['version-url', { 'version-url': 'https://example.com/a b' }],
  ['version-selector', { 'version-selector': 'json:', 'version-url': 'https://example.com/' }],
  ['version-selector', { 'version-selector': 'json:a.[', 'version-url': 'https://example.com/' }],
  ['version-selector', { 'version-selector': 'json:latest(a)', 'version-url': 'https://example.com/' }],
  ['version-selector', { 'version-selector': 'header:a b', 'version-url': 'https://example.com/' }],
  ['version-selector', { 'version-selector': 'regex:(', 'version-url': 'https://example.com/' }],
  ['version-selector', { 'version-selector': 'regex:v', 'version-url': 'https://example.com/' }],
  ['version-selector', { 'version-selector': 'regex:', 'version-url': 'https://example.com/' }],
  ['version-selector', { 'version-selector': 'text' }],
  ['version-headers', { 'version-headers': 'a', 'version-url': 'https://example.com/' }],
  ['version-headers', { 'version-headers': 'a b: c', 'version-url': 'https://example.com/' }],
  ['version-headers', { 'version-headers': 'a:', 'version-url': 'https://example.com/' }],
  ['version-headers', { 'version-headers': 'a: \u2028', 'version-url': 'https://example.com/' }],
  ['version-headers', { 'version-headers': 'a: €', 'version-url': 'https://example.com/' }],
  ['version-headers', { 'version-headers': 'Host: c', 'version-url': 'https://example.com/' }],
  ['version-headers', { 'version-headers': 'a: b\nA: c', 'version-url': 'https://example.com/' }],
  ['version-headers', { 'version-headers': 'a: b' }],
  ['version-samples', { 'version-samples': '0' }],
  ['expected-version', { 'expected-version': '1\n2' }],
  ['expected-version', { 'expected-version': 'unknown' }],
  ['version-file', { 'version-file': '/a' }],
  ['version-file', { 'version-file': 'a/../b' }],
  ['version-file', { 'version-file': 'a\\b' }],
  ['version-file', { 'version-file': 'a/' }],
  ['version-file', { 'version-file': '.' }],
  ['image-version-file', { 'image-version-file': 'a' }],
  ['image-version-file', { 'image-version-file': '/..' }],
  ['image-version-file', { 'image-version-file': '/a\\b' }],
  ['image-version-file', { 'image-version-file': '/a/' }],
  ['image-version-file', { 'image-version-file': '/.' }],
  ['version-pattern', { 'version-pattern': '(', 'version-file': 'a' }],
  ['version-pattern', { 'version-pattern': 'v', 'version-file': 'a' }],
  ['version-pattern', { 'version-pattern': '(v)' }],
  ['feature-checks', { 'feature-checks': 'x'.repeat(64 * 1024 + 1) }],
  ['feature-checks', { 'feature-checks': '[]' }],
  ['feature-checks', { 'feature-checks': `[${'{},'.repeat(51)}]` }],
  ['feature-checks', { 'feature-checks': 'a: b' }],
  ['feature-checks', { 'feature-checks': '- a' }],
  ['feature-checks', { 'feature-checks': '- &a {name: a}\n- *a' }],
  ['feature-checks', { 'feature-checks': '- [' }],
  ['feature-checks', { 'feature-checks': '- {name: a, url: /a, verb: GET}' }],
  ['feature-checks', { 'feature-checks': '- {name: a}' }],
  ['feature-checks', { 'feature-checks': '- {name: " ", url: /a}' }],
  ['feature-checks', { 'feature-checks': '- {name: [], url: /a}' }],
  ['feature-checks', { 'feature-checks': '- {name: a, url: "https://a/"}\n- {name: a, url: "https://a/"}' }],
  ['feature-checks', { 'feature-checks': '- {name: a, url: /a, body: b}' }],
  ['feature-checks', { 'feature-checks': '- {name: a, url: /a, method: HEAD, contains: b}' }],
  ['feature-checks', { 'feature-checks': '- {name: a, url: /a, json: b}' }],
  ['feature-checks', { 'feature-checks': '- {name: a, url: /a, json: b, equals: null}' }],
  ['feature-checks', { 'feature-checks': '- {name: a, url: /a, headers: []}' }],
  ['feature-checks', { 'feature-checks': '- {name: a, url: /a}' }],
  ['feature-checks', { 'feature-checks': '- {name: a, url: "//u:p@b/"}', 'version-url': 'https://example.com/' }],
  ['timeout', { timeout: '7h' }],
  ['timeout', { timeout: '15 minutes' }],
  ['stable-for', { 'stable-for': '7h' }],
  ['start-timeout', { 'start-timeout': '7h' }],
  ['poll-interval', { 'poll-interval': '0' }],
  ['codebuild-project', { 'codebuild-project': 'a,b' }],
  ['competing-triggers', { 'competing-triggers': 'stop' }],
  ['competing-triggers', { 'competing-triggers': 'report' }],
  ['paths', { paths: '!a' }],
  ['paths', { paths: '!' }],
  ['paths', { paths: '/a' }],
  ['paths', { paths: '- a' }],
  ['paths', { paths: '! a' }],
  ['paths', { paths: 'a/' }],
  ['paths', { paths: '{a,b}' }],
  ['paths', { paths: 'a\\**' }],
  ['paths', { paths: 'a[' }],
  ['mode', { mode: 'watch' }],
  ['github-token', { 'github-token': 'a\u00e9' }],
  ['stop-competing-builds', { 'stop-competing-builds': 'yes' }],
  [
    'stop-competing-builds',
    { 'stop-competing-builds': 'true', 'codebuild-project': 'web', 'competing-triggers': 'report' },
  ],
  ['force-restore', { 'force-restore': 'yes' }],
  ['webhook-token', { 'webhook-token': 'a\u00e9' }],
  ['require-image-proof', { 'require-image-proof': 'yes' }],
  ['registry-username', { 'registry-username': 'a:b', 'registry-password': 'c' }],
  ['registry-username', { 'registry-username': 'a' }],
  ['registry-password', { 'registry-username': 'a', 'registry-password': 'a\u00e9' }],
  ['allow-superseded', { 'allow-superseded': 'yes' }],
  ['metrics-namespace', { 'metrics-namespace': ':a' }],
  ['metrics-namespace', { 'metrics-namespace': 'AWS/ECS' }],
  ['report-path', { 'report-path': 'a/' }],
  ['report-path', { 'report-path': 'a\u0001b' }],
]

async function refusal(values: Readonly<Record<string, string>>): Promise<Ending> {
  const step = { service: 'web', GITHUB_SHA: '3'.repeat(40), AWS_REGION: 'us-east-1', ...values }
  const env = Object.entries(step).map(([name, value]) => [
    name in INPUTS ? `INPUT_${name.toUpperCase()}` : name,
    value,
  ])
  try {
    await parseSettings(Object.fromEntries(env))
  } catch (error) {
    if (error instanceof Ending) return error
    throw error
  }
  throw new Error('the inputs were accepted')
}

describe('the page about refused inputs', () => {
  it('has a section for each input, in the order of the parser', () => {
    expect(headings(PAGES.inputs, 2).slice(1)).toEqual(Object.keys(INPUTS).map((name) => `\`${name}\``))
  })

  it('leads to each of them', () => {
    const listed = links(section(PAGES.inputs, 'all-inputs')).filter((link) => link.startsWith('#'))
    expect(listed).toEqual(Object.keys(INPUTS).map((name) => `#${name}`))
  })

  it.each(REFUSED)('is where a refusal of %s leads, which is told there: %j', async (input, values) => {
    const { message, nextStep } = await refusal(values)
    expect(nextStep.about).toBe(`refused-inputs.md#${input}`)
    // Without a reason the message says what would be accepted, and no more.
    const isPlain = /^[\w-]+: (?:got "(?:[^"\\]|\\.)*"); accepted: /.test(message)
    expect(isPlain ? [] : unquoted([message], PAGES.inputs, input)).toEqual([])
  })

  it('is tried with a refusal of every input, and with every reason that the parser has', async () => {
    expect(new Set(REFUSED.map(([input]) => input))).toEqual(new Set(Object.keys(INPUTS)))
    const messages = (await Promise.all(REFUSED.map(([, values]) => refusal(values)))).map(({ message }) => message)
    const reasons = [
      ...literalsAfter(/\bwhy:/, 'src/inputs/'),
      ...literalsAfter(/\brefuse\(/, 'src/inputs/http.ts'),
      ...literalsAfter(/\breturn/, 'src/inputs/values.ts'),
      ...literalsAfter(/new PatternError\(/, 'src/'),
    ]
    expect(reasons.length).toBeGreaterThan(40)
    expect(reasons.filter((reason) => !messages.some((message) => has(message, reason)))).toEqual([])
  })

  it('leads several problems to the list of all', async () => {
    const { nextStep } = await refusal({ timeout: 'x', mode: 'y' })
    expect(nextStep.about).toBe('refused-inputs.md#all-inputs')
  })
})

// ---------------------------------------------------------------------------------------------------------------- the calls

const ACTION =
  /'((?:ecs|ecr|codebuild|events|scheduler|codepipeline|codedeploy|elasticloadbalancing|logs|cloudwatch|iam|kms|s3):[A-Z]\w+)'/g

/** Every action that this run may be refused; those of the policy against starts by hand are other people's. */
const ACTIONS: readonly string[] = [
  ...new Set(
    [...SOURCES].flatMap(([path, text]) =>
      path.endsWith('/manual-starts.ts') ? [] : [...text.matchAll(ACTION)].map(([, action = '']) => action),
    ),
  ),
]

describe('the page about refused calls', () => {
  it('has a section for each action that the sources name, and no other', () => {
    expect(ACTIONS.length).toBeGreaterThan(40)
    expect(headings(CALLS, 3).toSorted()).toEqual(ACTIONS.map((action) => `\`${action}\``).toSorted())
  })

  it.each(ACTIONS)('is where a refusal of %s leads', (action) => {
    const about = asEnding(new AwsFailure('denied', action, 'AccessDeniedException', 'no'))?.nextStep.about ?? ''
    const [page, anchor = ''] = about.split('#')
    expect(page).toBe('refused-calls.md')
    expect(section(CALLS, anchor).length).toBeGreaterThan(20)
  })

  it('is where an explicit deny leads, too', () => {
    const denied = new AwsFailure('denied', 'ecs:ListTasks', 'AccessDeniedException', 'with an explicit deny')
    expect(asEnding(denied)?.nextStep.about).toBe('refused-calls.md#ecslisttasks')
  })

  it('can be linked whatever action AWS names', () => {
    const strange = new AwsFailure('denied', 'a:B)](x"', 'AccessDeniedException', 'no')
    expect(isParagraph(asEnding(strange)?.nextStep.about ?? '')).toBe(true)
  })
})

// -------------------------------------------------------------------------------------------------------- all other messages

/** Causes that are said with several messages, and not with one that the page of the cause explains. */
const SEVERAL =
  'invalid-input|access-denied|credentials|service-not-found|digest-unreadable|aws-unreachable|version-unreadable|competing-trigger'

/** Each place where the sources say one of these causes with a headline. */
const SPANS = [
  ...spansOf(new RegExp(`new Ending\\(\\s*'(?:${SEVERAL})'`), 'src/'),
  ...spansOf(/\bthrow invalid\(/, 'src/expect/'),
  ...spansOf(new RegExp(`cause: '(?:${SEVERAL})',\\s*headline:`), 'src/'),
]

/** Each headline with its cause: all that an expression may come to, such as both of `a ? 'b' : 'c'`. */
const HEADLINES: readonly (readonly [cause: string, headline: string])[] = (
  [
    [/cause: (?:\w+ \? )?'([a-z-]+)'(?: : '[a-z-]+')?,\s*headline:/, 'src/'],
    [/new Ending\(\s*'([a-z-]+)',/, 'src/'],
    [/const (headline) =/, 'src/inputs.ts'],
    [/(?:throw|return) (invalid)\(/, 'src/expect/'],
  ] as const
).flatMap(([start, folder]) => {
  const found = new RegExp(`${start.source}((?:${LITERAL.source}|(?!\\breturn\\b)[^,;'"\`])*)`, 'g')
  return sourcesIn(folder).flatMap((text) =>
    [...text.matchAll(found)].flatMap(([, cause = '', expression = '']) =>
      [...expression.matchAll(new RegExp(LITERAL.source, 'g'))]
        .map(([literal]) => said(literal))
        .filter((headline) => /[a-z]{3}/.test(headline))
        .map((headline) => [CAUSES.some((known) => known === cause) ? cause : 'invalid-input', headline] as const),
    ),
  )
})

describe('the page about troubles', () => {
  it('leads from every headline to the page of its cause', () => {
    expect(new Set(HEADLINES.map(([cause]) => cause))).toEqual(new Set(CAUSES))
    const rows = section(PAGES.troubleshooting, 'every-headline').split('\n')
    const untold = HEADLINES.filter(
      ([cause, headline]) =>
        !rows.some((row) => quoted(row).includes(headline) && links(row).includes(`causes/${cause}.md`)),
    )
    expect(untold).toEqual([])
  })

  it('tells no headline that nothing says', () => {
    const told = quoted(section(PAGES.troubleshooting, 'every-headline'))
    expect(told.length).toBeGreaterThan(40)
    expect(told.filter((words) => !HEADLINES.some(([, headline]) => headline === words))).toEqual([])
  })

  it('has a section for each message that leads there', () => {
    const missing = MESSAGES.filter((message) => !anchors(PAGES.troubleshooting).includes(message))
    expect(missing).toEqual([])
    for (const message of MESSAGES) expect(section(PAGES.troubleshooting, message).length).toBeGreaterThan(80)
  })

  it.each(MESSAGES)('is led to by a message about: %s', (message) => {
    const named = [...SOURCES].filter(([path, text]) => path !== 'src/paragraphs.ts' && text.includes(`'${message}'`))
    expect(named.length).toBeGreaterThan(0)
  })

  it('is led to wherever a cause with several messages is said', () => {
    expect(SPANS.length).toBeGreaterThan(30)
    // What is handed on is tried by itself: refused calls above, refused inputs after a call and competing pipelines below.
    const silent = SPANS.filter((span) => !/\babout|invalid\(|nextStepFor\(|, nextStep, /.test(span))
    expect(silent).toEqual([])
  })

  it('quotes the headline of each in the section that it leads to', () => {
    const untold = SPANS.flatMap((span) => {
      const [, message] = /aboutMessage\(\s*'([a-z-]+)'/.exec(span) ?? []
      const headline = new RegExp(`(?:'(?:${SEVERAL})',|headline:)\\s*(${LITERAL.source})`).exec(span)?.[1]
      if (message === undefined || headline === undefined) return []
      return unquoted([said(headline)], PAGES.troubleshooting, message)
    })
    expect(untold).toEqual([])
  })

  it('has in its section about refused inputs what is found only after a call', () => {
    const headlines = [
      ...literalsAfter(/throw invalid\(/, 'src/expect/'),
      ...literalsAfter(/'invalid-input',/, 'src/expect/'),
      ...literalsAfter(/'invalid-input',/, 'src/aws/'),
    ]
    expect(headlines.length).toBeGreaterThan(10)
    const words = quoted(PAGES.inputs)
    expect(headlines.filter((headline) => !words.some((phrase) => has(headline, phrase)))).toEqual([])
  })

  it('quotes every reason for which the served version cannot be read', () => {
    const http = read('src/observe/http-faults.ts')
    const codes = [...http.matchAll(/(?:case '|^ {2})([A-Z][A-Z_]+)(?:':|:)/gm)].map(([, code = '']) => code)
    const others = ['HPE_X', 'EPROTO', 'ERR_SSL_X', 'CERT_X', 'Z_X', 'X']
    const faults = [...codes, ...others].map((code) => describeFault({ code }, new URL('https://example.com/')))
    const reasons = [
      ...faults,
      ...['http.ts', 'http-body.ts', 'addresses.ts'].flatMap((name) =>
        literalsAfter(/new Refusal\(/, `src/observe/${name}`),
      ),
      ...literalsAfter(/\bunreadable\(/, 'src/observe/select.ts'),
      ...literalsAfter(/\bwhy:/, 'src/observe/json.ts'),
    ]
    expect(codes.length).toBeGreaterThan(20)
    expect(reasons.length).toBeGreaterThan(60)
    expect(unquoted(reasons, PAGES.troubleshooting, 'the-served-version-could-not-be-read')).toEqual([])
  })

  it('quotes every reason for which something inside an image cannot be read', () => {
    const said = [...literalsAfter(/new Unreadable\(/, 'src/image/'), ...literalsAfter(/\bstop\(/, 'src/image/')]
    // One that only says where another one was found quotes that.
    const reasons = said.filter((reason) => /[a-z]/.test(reason))
    expect(reasons.length).toBeGreaterThan(30)
    const anchor = 'what-the-image-says-about-itself-is-unreadable'
    expect(unquoted(reasons, PAGES.troubleshooting, anchor)).toEqual([])
  })

  it('quotes every reason for which a trigger is not disabled or not restored', () => {
    const reasons = [
      ...literalsAfter(/\bwhy:/, 'src/guard/'),
      ...literalsAfter(/case '[a-z-]+':\s+return/, 'src/guard/rule/words.ts').filter((text) => /^[a-z]/.test(text)),
    ]
    expect(reasons.length).toBeGreaterThan(25)
    const words = ['another-pipeline-can-still-overwrite-the-deploy', 'not-restored'].flatMap((anchor) =>
      quoted(section(PAGES.troubleshooting, anchor)),
    )
    expect(reasons.filter((reason) => !words.some((phrase) => has(reason, phrase)))).toEqual([])
  })

  it('quotes every remark of a verified run', () => {
    const remarks = [
      ...literalsAfter(/\btext:/, 'src/judge/image-remarks.ts'),
      ...literalsAfter(/\bnotes(?:: readonly string\[\] =|:| =) \[/, 'src/judge/'),
      ...literalsAfter(/\bnotes\.push\(/, 'src/judge/'),
    ].filter((remark) => /[a-z]{3}/.test(remark))
    expect(remarks.length).toBeGreaterThan(8)
    expect(unquoted(remarks, PAGES.troubleshooting, 'remarks-of-a-verified-run')).toEqual([])
  })

  it.each<[what: string, problem: Partial<PipelineProblem>, about: string]>([
    ['what may pass', { passing: true }, aboutMessage('another-pipeline-can-still-overwrite-the-deploy')],
    ['what nobody may grant', {}, aboutMessage('another-pipeline-can-still-overwrite-the-deploy')],
    ['one refused call', { action: 'events:PutRule', resource: '*' }, 'refused-calls.md#eventsputrule'],
  ])('is led to by a competing pipeline: %s', (_what, problem, about) => {
    const pipelines: CompetingPipelines = {
      handling: 'disable',
      auto: false,
      region: 'us-east-1',
      readAt: 0,
      projects: [],
      problems: [{ project: 'web', message: 'it was not.', blocking: true, ...problem }],
    }
    expect(pipelinesFinding(pipelines)?.nextStep.about).toBe(about)
  })

  it('is led to by every warning', () => {
    const warnings = spansOf(/log\.(?:warning|error)\(/, 'src/main.ts')
    expect(warnings.length).toBeGreaterThan(6)
    const silent = warnings.filter((span) => !/\babout\b|\bannotation\b|\(text,/.test(span))
    expect(silent).toEqual([])
  })

  it('quotes no words that nothing says', () => {
    const all = [...SOURCES.values()].map((text) => text.replaceAll(/\\(.)/g, '$1')).join('\n')
    const [, byMessage = ''] = PAGES.troubleshooting.split('\n## By message\n')
    const unsaid = [...quoted(byMessage), ...quoted(PAGES.inputs)].filter((words) =>
      words.split('…').some((part) => !all.includes(part.trim())),
    )
    expect(unsaid).toEqual([])
  })
})
