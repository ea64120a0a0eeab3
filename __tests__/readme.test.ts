import { access, readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { parseSettings, INPUTS } from '../src/inputs.ts'
import { CAUSES, verdictOf } from '../src/judge/causes.ts'

const root = new URL('../', import.meta.url)
const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8')
const readme = await read('README.md')
const action: { readonly outputs: object } = parse(await read('action.yml'))

/** The rows of the table below a marker: its cells, without the heading. */
function table(marker: string): readonly (readonly string[])[] {
  const below = readme.slice(readme.indexOf(`<!-- ${marker} -->`))
  const lines = below.slice(below.indexOf('\n|') + 1).split('\n')
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(2, end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** The code blocks of a language. */
function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map((match) => match[1] ?? '')
}

const plain = (cell: string | undefined): string => (cell ?? '').replaceAll('`', '').replaceAll('\\|', '|')

interface Statement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

interface Policy {
  readonly Statement: readonly Statement[]
}

const actionsOf = (policy: string): readonly string[] => {
  const { Statement: statements }: Policy = JSON.parse(policy)
  return statements.flatMap((statement) => statement.Action)
}

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/monitoring.md',
  'docs/permissions.md',
  'docs/one-pipeline.md',
  'docs/causes.md',
  'docs/architecture.md',
] as const

/** The names under which GitHub links to a page's headings. */
function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

/** Permissions that no call of the action is named like: PutRule and UpdateSchedule hand a role over, and the job takes its own. */
const ASKED_BY_OTHER_CALLS: readonly string[] = ['iam:PassRole', 'sts:AssumeRoleWithWebIdentity']
/** Calls that are no permission of their own: BatchGetImage grants it (ECR API reference). */
const GRANTED_BY_OTHERS: readonly string[] = ['ecr:ListImageReferrers']

describe('the README', () => {
  it('has the inputs of the parser, in the same order, with the same defaults', () => {
    const expected = Object.entries(INPUTS).map(([name, { required, default: text }]) => [
      name,
      required ? 'required' : text,
    ])
    expect(table('inputs').map(([name, text]) => [plain(name), plain(text)])).toEqual(expected)
  })

  it('has the outputs of action.yml', () => {
    expect(table('outputs').map(([name]) => plain(name))).toEqual(Object.keys(action.outputs))
  })

  it('has every cause with its verdict and a link to its page', () => {
    const written = table('causes').map(([cause, verdict]) => [cause, verdict])
    const expected = CAUSES.map((cause) => [`[\`${cause}\`](docs/causes/${cause}.md)`, verdictOf(cause)])
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(expected))
    expect(table('causes')).toHaveLength(CAUSES.length)
  })

  it('shows a step that the action takes as it stands', async () => {
    const [step]: readonly { readonly with: Readonly<Record<string, string>> }[] = parse(
      blocks(readme, 'yaml')[0] ?? '',
    )
    const given = Object.entries(step?.with ?? {})
    const env = Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]))
    expect(Object.keys(INPUTS)).toEqual(expect.arrayContaining(given.map(([name]) => name)))
    await expect(parseSettings({ ...env, AWS_REGION: 'us-east-1', GITHUB_SHA: 'a'.repeat(40) })).resolves.toBeDefined()
  })

  it('shows feature checks that the action takes as they stand', async () => {
    const example: Readonly<Record<string, string>> = parse(blocks(readme, 'yaml')[1] ?? '')
    const { featureChecks } = await parseSettings({
      INPUT_SERVICE: 'web',
      'INPUT_VERSION-URL': 'https://example.com/version',
      'INPUT_FEATURE-CHECKS': example['feature-checks'],
      AWS_REGION: 'us-east-1',
      GITHUB_SHA: 'a'.repeat(40),
    })
    expect(featureChecks.map(({ name }) => name)).toEqual(['farmers can be listed', 'login page'])
  })

  it('asks for no permission in its policy that the page of permissions does not explain', async () => {
    const permissions = await read('docs/permissions.md')
    const explained = blocks(permissions, 'json').flatMap(actionsOf)
    const [policy] = blocks(readme, 'json')
    expect(explained).toEqual(expect.arrayContaining([...actionsOf(policy ?? '')]))
  })

  it('names every permission in a policy that a call of the action needs', async () => {
    const permissions = await read('docs/permissions.md')
    const explained = blocks(permissions, 'json').flatMap(actionsOf)
    const api = await read('src/aws/api.ts')
    const prefixes: Readonly<Record<string, string>> = {
      EcsApi: 'ecs',
      EcrApi: 'ecr',
      CodeBuildApi: 'codebuild',
      EventBridgeApi: 'events',
      SchedulerApi: 'scheduler',
      CodePipelineApi: 'codepipeline',
      CloudWatchApi: 'cloudwatch',
      CodeDeployApi: 'codedeploy',
      ElbApi: 'elasticloadbalancing',
      LogsApi: 'logs',
    }
    const calls = [...api.matchAll(/^export interface (\w+Api) \{\n([^]*?)^\}/gm)].flatMap(([, name = '', body = '']) =>
      [...body.matchAll(/readonly (\w)(\w+):/g)].map(
        ([, first = '', rest = '']) => `${prefixes[name]}:${first.toUpperCase()}${rest}`,
      ),
    )
    expect(calls.length).toBeGreaterThan(20)
    expect(calls.filter((call) => call.startsWith('undefined:'))).toEqual([])
    const asked = [...calls.filter((call) => !GRANTED_BY_OTHERS.includes(call)), ...ASKED_BY_OTHER_CALLS]
    expect([...new Set(explained)].toSorted()).toEqual(asked.toSorted())
  })

  it.each(['docs/permissions.md', 'docs/one-pipeline.md'])(
    'and %s show only policies and filters that are JSON',
    async (page) => {
      const texts = blocks(await read(page), 'json')
      expect(texts.length).toBeGreaterThan(0)
      for (const text of texts) expect(() => JSON.parse(text)).not.toThrow()
    },
  )

  it('shows policies that limit whom a role is handed to', async () => {
    const policies = blocks(await read('docs/permissions.md'), 'json').map((text): Policy => JSON.parse(text))
    const passing = policies.flatMap((policy) => policy.Statement).filter(({ Action }) => Action === 'iam:PassRole')
    expect(passing.map(({ Condition }) => Condition?.['StringEquals']?.['iam:PassedToService'])).toEqual([
      'events.amazonaws.com',
      'scheduler.amazonaws.com',
    ])
  })

  it.each(PAGES)('and %s link only to sections that exist', async (page) => {
    const links = [...(await read(page)).matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)]
    for (const [, path = '', anchor = ''] of links) {
      const file = path === '' ? new URL(page, root) : new URL(path, new URL(page, root))
      expect(anchorsOf(await readFile(file, 'utf8'))).toContain(anchor)
    }
  })

  it.each(PAGES)('and %s link only to files that exist', async (page) => {
    const links = [...(await read(page)).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '')
    for (const link of links) await expect(access(new URL(link, new URL(page, root)))).resolves.toBeUndefined()
  })

  it('names only npm scripts that exist', async () => {
    const { scripts }: { readonly scripts: object } = JSON.parse(await read('package.json'))
    const pages = await Promise.all(['README.md', 'CONTRIBUTING.md', '.ci/run'].map(read))
    const named = pages.flatMap((page) =>
      [...page.matchAll(/npm (?:run )?(test|(?<=run )[\w:]+)/g)].map((match) => match[1]),
    )
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named))
    expect(named).toEqual(expect.arrayContaining(['test', 'demo', 'check']))
  })
})
