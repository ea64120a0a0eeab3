import { readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { anchors, exists, links, read, ROOT } from '../docs/pages.ts'

interface Field {
  readonly type: string
  readonly id?: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly validations?: Readonly<Record<string, unknown>>
}

interface Form {
  readonly name: string
  readonly description: string
  readonly labels: readonly string[]
  readonly body: readonly Field[]
}

const FOLDER = '.github/ISSUE_TEMPLATE/'
const forms = readdirSync(new URL(FOLDER, ROOT)).filter((name) => name !== 'config.yml')
const formOf = (name: string): Form => parse(read(`${FOLDER}${name}`))

/** By type of field: what it must say, and what it may. */
const ATTRIBUTES: Readonly<Record<string, readonly [must: readonly string[], may: readonly string[]]>> = {
  markdown: [['value'], []],
  input: [['label'], ['description', 'placeholder', 'value']],
  textarea: [['label'], ['description', 'placeholder', 'value', 'render']],
  dropdown: [
    ['label', 'options'],
    ['description', 'multiple', 'default'],
  ],
  checkboxes: [['label', 'options'], ['description']],
}

/** What GitHub would refuse a form for, or pass over. */
function flaws({ name, description, labels, body, ...others }: Form): readonly string[] {
  const found = Object.keys(others).map((key) => `unknown key ${key}`)
  if (typeof name !== 'string' || name.length < 4 || typeof description !== 'string' || description.length < 4)
    found.push('no name, or no description')
  if (!Array.isArray(labels)) found.push('no labels')
  for (const { type, id, attributes, validations = {}, ...rest } of body) {
    const [must, may] = ATTRIBUTES[type] ?? [[], []]
    found.push(...Object.keys(rest).map((key) => `unknown key ${key} of a ${type}`))
    if (!(type in ATTRIBUTES)) found.push(`unknown type ${type}`)
    if (type !== 'markdown' && !/^[a-z][a-z-]*$/.test(id ?? '')) found.push(`a ${type} without an id`)
    for (const key of must) if (!(key in attributes)) found.push(`a ${type} without ${key}`)
    for (const key of Object.keys(attributes))
      if (![...must, ...may].includes(key)) found.push(`unknown attribute ${key} of a ${type}`)
    for (const [key, value] of Object.entries(validations))
      if (key !== 'required' || typeof value !== 'boolean') found.push(`unknown validation ${key}`)
    const options = attributes['options']
    if (Array.isArray(options) && new Set(options.map((option) => JSON.stringify(option))).size !== options.length)
      found.push(`a ${type} with an option twice`)
  }
  const ids = body.flatMap(({ id }) => id ?? [])
  if (new Set(ids).size !== ids.length) found.push('an id twice')
  if (body.every(({ type }) => type === 'markdown')) found.push('nothing to fill in')
  return found
}

describe.each(forms)('the issue form %s', (name) => {
  it('is one that GitHub shows', () => {
    expect(flaws(formOf(name))).toEqual([])
  })
})

describe('an issue form', () => {
  const form = formOf('bug.yml')
  const [first = { type: 'input', attributes: {} }, ...rest] = form.body.slice(1)

  it.each<[string, Form, string]>([
    ['a key that is none', Object.assign({ label: 'bug' }, form), 'unknown key label'],
    ['no description', { ...form, description: '' }, 'no description'],
    ['a type that is none', { ...form, body: [{ ...first, type: 'text' }] }, 'unknown type text'],
    ['a field without a label', { ...form, body: [{ ...first, attributes: {} }] }, 'a input without label'],
    ['an id twice', { ...form, body: [first, first, ...rest] }, 'an id twice'],
    ['a required attribute', { ...form, body: [{ ...first, attributes: { label: 'a', required: true } }] }, 'required'],
    ['nothing to fill in', { ...form, body: form.body.slice(0, 1) }, 'nothing to fill in'],
  ])('with %s is told from the others', (_, wrong, why) => {
    expect(flaws(wrong)).toContainEqual(expect.stringContaining(why))
  })
})

describe('the form for a wrong verdict', () => {
  const { body } = formOf('wrong-verdict.yml')

  it('asks for the report, and says what it may hold', () => {
    const report = body.find(({ id }) => id === 'report')
    expect(report?.validations).toEqual({ required: true })
    for (const held of ['AWS account', 'log lines', 'commit subjects', 'issues are public'])
      expect(report?.attributes['description']).toContain(held)
  })

  it('sends a false verified where only the maintainers read it', () => {
    expect(body[0]?.attributes['value']).toMatch(/`verified`[^]*security\/advisories\/new/)
  })
})

describe('the choice of forms', () => {
  it('has no blank issue, and leads to private reports', () => {
    expect(parse(read(`${FOLDER}config.yml`))).toEqual({
      blank_issues_enabled: false,
      contact_links: expect.arrayContaining([
        expect.objectContaining({ url: expect.stringMatching(/\/ecs-deploy-verifier\/security\/advisories\/new$/) }),
      ]),
    })
  })
})

describe('the account that holds the repository', () => {
  const [, account = ''] = /uses: (\S+)\/ecs-deploy-verifier@/.exec(read('README.md')) ?? []

  it('owns all code', () => {
    expect(account).not.toBe('')
    expect(read('.github/CODEOWNERS').match(/^[^#\s].*$/gm)).toEqual([`* @${account}`])
  })

  it.each([
    ...readdirSync(new URL(FOLDER, ROOT)).map((name) => `${FOLDER}${name}`),
    '.github/SUPPORT.md',
    'docs/releasing.md',
  ])('is the README’s in %s', (file) => {
    const accounts = [...read(file).matchAll(/([\w-]+)\/ecs-deploy-verifier\b/g)].map(([, name]) => name)
    expect(accounts.filter((name) => name !== account)).toEqual([])
  })
})

describe.each(['.github/SUPPORT.md', 'CODE_OF_CONDUCT.md', 'CONTRIBUTING.md', 'SECURITY.md'])('%s', (page) => {
  it('links to what exists', () => {
    const targets = links(read(page)).map((link) => link.split('#'))
    const missing = targets.filter(([path = '', anchor]) => {
      const target = posix.join(posix.dirname(page), path)
      return !exists(target) || (anchor !== undefined && !anchors(read(target)).includes(anchor))
    })
    expect(missing).toEqual([])
  })
})

describe('Dependabot', () => {
  const { updates } = parse(read('.github/dependabot.yml')) as {
    readonly updates: readonly Readonly<Record<string, unknown>>[]
  }
  const directoriesOf = (ecosystem: string): readonly unknown[] =>
    updates.filter((one) => one['package-ecosystem'] === ecosystem).map(({ directory }) => directory)

  it('looks after every lock file, and the workflows', () => {
    const folders = ['/', '/scripts/mutation']
    expect(folders.filter((folder) => exists(`.${folder}/package-lock.json`))).toEqual(folders)
    expect(directoriesOf('npm')).toEqual(folders)
    expect(directoriesOf('github-actions')).toEqual(['/'])
  })

  it('waits a week before it takes a new release, and asks for several at once', () => {
    for (const update of updates)
      expect(update).toMatchObject({ cooldown: { 'default-days': 7 }, groups: expect.any(Object) })
  })
})
