import { describe, expect, it } from '@jest/globals'
import { policy } from '../../scripts/policy/command.ts'
import type { PolicyDocument } from '../../scripts/policy/document.ts'
import { links, read, tableRows } from '../docs/pages.ts'
import { EXAMPLES, workflowIn } from './workflows.ts'

const page = read('examples/README.md')

const namesIn = (cell: string | undefined): readonly string[] =>
  [...(cell ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name)

/** What is to be filled in, by the table that says so. */
const explained = tableRows(page).flatMap(([name]) => namesIn(name))

/** What the command prints, with the page's placeholders where IAM takes no others. */
function printed(command: string): PolicyDocument {
  let out = ''
  const args = command
    .replace('--region REGION --account ACCOUNT ', '')
    .replace(' --repository REPOSITORY', '')
    .split(' ')
  const status = policy(args, { print: (text) => (out += text), tell: () => undefined })
  if (status !== 0) throw new Error(`cannot be printed: ${command}`)
  return JSON.parse(out)
}

describe('the page about the examples', () => {
  it('says of each what it is for', () => {
    expect(
      links(page)
        .filter((link) => link.endsWith('.yml'))
        .toSorted(),
    ).toEqual(EXAMPLES)
  })

  it('explains each name that is to be filled in, and no other', () => {
    const names = new Set(EXAMPLES.flatMap((file) => Object.keys(workflowIn(file).env)))
    expect(explained).toEqual(expect.arrayContaining([...names]))
    expect([...names]).toEqual(expect.arrayContaining([...explained]))
  })

  it('shows the statements that its command adds', () => {
    const shown = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text = '']): unknown => JSON.parse(text))
    const command =
      /^npm run -s policy -- (--region[^]*?) > policy\.json$/m.exec(page)?.[1]?.replaceAll(/\\\n\s*/g, '') ?? ''
    const all = printed(command)
    const looking = new Set(printed(command.replace(/ --deploy.*/, '')).Statement.map(({ Sid }) => Sid))
    expect(shown).toEqual([{ ...all, Statement: all.Statement.filter(({ Sid }) => !looking.has(Sid)) }])
  })

  it('says which of the names may be left out as the files do', () => {
    const mayBeEmpty = tableRows(page)
      .filter((cells) => cells.length === 3 && cells[2]?.startsWith('yes'))
      .flatMap(([name]) => namesIn(name))
    const said = EXAMPLES.flatMap((file) => [
      ...read(`examples/${file}`).matchAll(/^ {2}([A-Z_]+): .*(?:# ''|: ''$|: '' #)/gm),
    ]).map(([, name = '']) => name)
    expect(mayBeEmpty).toEqual(expect.arrayContaining(said.filter((name) => name !== 'DEPLOYED_PATHS')))
  })
})
