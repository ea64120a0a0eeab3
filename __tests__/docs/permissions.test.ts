import { describe, expect, it } from '@jest/globals'
import { HELP, policy } from '../../scripts/policy/command.ts'
import type { PolicyDocument } from '../../scripts/policy/document.ts'
import { read, section } from './pages.ts'

const page = read('docs/permissions.md')
const readme = read('README.md')

/** The names that the page leaves to the reader. Those of places stay as they are where none is given. */
const EVERYTHING = [
  '--cluster CLUSTER --service SERVICE --logs LOG_GROUP --metrics NAMESPACE --codedeploy APPLICATION/DEPLOYMENT_GROUP',
  '--codebuild PROJECT --stop-competing-builds --rule RULE --rule BUS/RULE --role-of-rule ROLE_OF_THE_RULE',
  '--schedule GROUP/SCHEDULE --pipeline PIPELINE/STAGE',
].flatMap((line) => line.split(' '))
const AUTO = '--cluster CLUSTER --service SERVICE --codebuild auto --codebuild PROJECT'.split(' ')

function printed(args: readonly string[]): PolicyDocument {
  let out = ''
  const told: string[] = []
  const status = policy(args, { print: (text) => (out += text), tell: (line) => told.push(line) })
  if (status !== 0) throw new Error(told.join('\n'))
  return JSON.parse(out)
}

/** The policies under each heading of a text. */
function policiesIn(text: string): readonly { readonly heading: string; readonly policy: PolicyDocument }[] {
  return text.split(/^(?=#{1,4} )/m).flatMap((section) =>
    [...section.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, json = '']) => ({
      heading: /^#+ (.+)/.exec(section)?.[1] ?? '',
      policy: JSON.parse(json),
    })),
  )
}

/** The commands of a text, with a shell's quotes and continued lines taken off. */
function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = '']) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .filter((line) => line.startsWith('npm run -s policy -- ')),
  )
}

/** A command with a reader's own names where IAM cannot take the page's. */
function argsOf(command: string): readonly string[] {
  return command
    .replace(/^npm run -s policy -- /, '')
    .replace(/ > .*$/, '')
    .replaceAll('--region REGION', '--region eu-central-1')
    .replaceAll('--account ACCOUNT', '--account 123456789012')
    .replaceAll('--repository REPOSITORY', '--repository web')
    .split(' ')
}

describe('docs/permissions.md', () => {
  const [trust, ...policies] = policiesIn(page)

  it('shows the trust policy that the command prints', () => {
    expect(trust?.policy).toEqual(printed(['--trust', 'OWNER/REPOSITORY']))
  })

  it.each(policies.map(({ heading, policy: shown }) => [heading, shown] as const))(
    'shows under %s the statements that the command prints',
    (heading, shown) => {
      const sids = shown.Statement.map(({ Sid }) => Sid)
      const all = printed(heading === 'Auto' ? AUTO : EVERYTHING)
      expect(shown).toEqual({ ...all, Statement: all.Statement.filter(({ Sid }) => sids.includes(Sid)) })
      expect(sids).not.toEqual([])
    },
  )

  it('shows every statement that the command can print', () => {
    const shown = policies.filter(({ heading }) => heading !== 'Auto').flatMap(({ policy: { Statement } }) => Statement)
    expect(shown).toEqual(printed(EVERYTHING).Statement)
  })

  it('shows behind each option of the table what the help has there', () => {
    const shown = [...section(page, 'what-you-turn-on').matchAll(/`--([a-z-]+)( [\w/]+)?`/g)]
    const unlike = shown.filter(([, option = '', name]) => HELP.includes(`  --${option} <`) !== (name !== undefined))
    expect(shown.length).toBeGreaterThan(15)
    expect(unlike.map(([option]) => option)).toEqual([])
  })

  it.each([...commandsIn(page), ...commandsIn(readme)])('shows a command that works: %s', (command) => {
    expect(printed(argsOf(command)).Statement.length).toBeGreaterThan(0)
  })
})

describe('README.md', () => {
  it('shows the policy that its command prints', () => {
    expect(commandsIn(readme)).toHaveLength(1)
    expect(policiesIn(readme).map(({ policy: shown }) => shown)).toEqual([
      printed(['--cluster', 'CLUSTER', '--service', 'SERVICE']),
    ])
  })
})
