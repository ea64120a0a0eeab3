import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { explain, readExplanations, type Report } from '../../scripts/mutation/explained.ts'

const explanations = await readExplanations()

function sourceOf(file: string): string {
  return readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
}

/** A report on one line of code, of which `mutated` became `replacement`. */
function report(line: string, mutated: string, replacement: string, status: string): Report {
  const start = { line: 1, column: line.indexOf(mutated) + 1 }
  const end = { line: 1, column: start.column + mutated.length }
  const mutant = { mutatorName: 'ConditionalExpression', replacement, status, location: { start, end } }
  return { files: { 'src/a.ts': { source: `${line}\n`, mutants: [mutant] } } }
}

describe('the explanations of mutants that survive', () => {
  it.each(explanations.map((one) => [one.file, one.code, one] as const))('%s: %s is still there', (file, code, one) => {
    const lines = sourceOf(file)
      .split('\n')
      .filter((line) => line.includes(code))
    expect(lines).not.toEqual([])
    if (one.mutated !== undefined && !one.mutated.includes('\n'))
      expect(lines.some((line) => line.includes(one.mutated ?? ''))).toBe(true)
    expect(one.reason).not.toBe('')
  })
})

describe('a report on mutants', () => {
  const absent = '...(cluster === undefined ? {} : { cluster }),'

  it('counts a mutant that a test, a crash or a time limit ended as killed', async () => {
    for (const status of ['Killed', 'Timeout', 'RuntimeError'])
      expect((await explain(report('if (a) b()', 'a', 'true', status))).score).toEqual({
        mutants: 1,
        killed: 1,
        explained: 0,
        open: 0,
      })
  })

  it('names a survivor that nobody explained, one that no test reaches included', async () => {
    for (const status of ['Survived', 'NoCoverage']) {
      const { score, open } = await explain(report('if (a) b()', 'a', 'true', status))
      expect(score).toEqual({ mutants: 1, killed: 0, explained: 0, open: 1 })
      expect(open).toEqual([expect.stringContaining(`src/a.ts:1:5 ${status}`)])
    }
  })

  it('takes a property that holds undefined for an absent one, and for nothing else', async () => {
    const scoreOf = async (replacement: string): Promise<number> =>
      (await explain(report(absent, 'cluster === undefined', replacement, 'Survived'))).score.explained
    expect(await scoreOf('false')).toBe(1)
    expect(await scoreOf('true')).toBe(0)
  })

  it('leaves out what was not measured', async () => {
    expect((await explain(report('if (a) b()', 'a', 'true', 'Ignored'))).score.mutants).toBe(0)
  })

  it('refuses a status that nobody knew', async () => {
    await expect(explain(report('if (a) b()', 'a', 'true', 'Odd'))).rejects.toThrow('got Odd')
  })
})
