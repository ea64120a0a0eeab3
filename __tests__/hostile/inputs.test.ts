import { describe, expect, it } from '@jest/globals'
import { parseFeatureChecks } from '../../src/inputs/feature-checks.ts'
import { Refusal } from '../../src/inputs/values.ts'
import { compilePattern, PatternError } from '../../src/patterns.ts'

describe('a YAML bomb in feature-checks', () => {
  it.each([
    ['aliases of aliases', '- &a [x, x]\n- &b [*a, *a]\n- [*b, *b]'],
    ['a merge of mappings', '- {name: a, url: /x, <<: {body: x}}'],
    ['lists as deep as 64 KiB allow', `- ${'['.repeat(60_000)}`],
    [
      'lists that are closed again',
      `- {name: a, url: /x, json: a, equals: ${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    ],
    ['sequences as deep', '- '.repeat(30_000)],
    ['a megabyte', `- {name: a, url: "/${'x'.repeat(2 ** 20)}"}`],
    ['a tag that makes something else of it', '- !!js/function "x"'],
    ['more checks than fifty', Array.from({ length: 51 }, (_, at) => `- {name: c${at}, url: /x}`).join('\n')],
  ])('of %s is refused at once', async (_, yaml) => {
    await expect(parseFeatureChecks(yaml)).rejects.toThrow(Refusal)
  })

  it('with the words of the prototype sets nothing but a value', async () => {
    const [check] = await parseFeatureChecks('- {name: a, url: /x, json: a, equals: {__proto__: {polluted: 1}}}')
    expect(check?.name).toBe('a')
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })
})

describe('a pattern of repetitions of repetitions', () => {
  it.each(['(a{1000}){1000}', '((a{100}){100}){100}', `${'('.repeat(5000)}a${')'.repeat(5000)}`])(
    '%.30s is refused',
    async (source) => {
      await expect(compilePattern(source, 'any')).rejects.toThrow(PatternError)
    },
  )
})
