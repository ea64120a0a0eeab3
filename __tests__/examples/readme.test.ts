import { describe, expect, it } from '@jest/globals'
import { links, read, tableRows } from '../docs/pages.ts'
import { EXAMPLES, workflowIn } from './workflows.ts'

const page = read('examples/README.md')

const namesIn = (cell: string | undefined): readonly string[] =>
  [...(cell ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name)

/** What is to be filled in, by the table that says so. */
const explained = tableRows(page).flatMap(([name]) => namesIn(name))

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

  it('shows policies that are JSON, and that hand only to tasks what they hand over', () => {
    const policies = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text = '']): unknown => JSON.parse(text))
    expect(policies).toHaveLength(1)
    const passing = JSON.stringify(policies).match(/\{[^{}]*"iam:PassRole".*?\}\}\}/)?.[0]
    expect(passing).toContain('"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}')
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
