import { expect } from '@jest/globals'
import type { ActionRun } from '../../simulator/run-action.ts'
import { OUTPUT_NAMES } from '../../src/report/outputs.ts'
import { readPage } from '../report/page.ts'

/** What each part of the poison tries: commands of the runner, links, pictures, mentions, markup, diagrams, expressions. */
export const POISON = [
  'begin',
  '::error::pwned',
  '\r::set-output name=verdict::pwned',
  '\u2028::add-mask::e',
  '\u0085::stop-commands::pwned',
  '##[set-env name=PATH]pwned',
  '%0A::error::pwned',
  '\u001b[31mred\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  '\u202egnp.exe\u2066\u200b\u0000',
  '<img src=https://evil.example/p.png onerror=alert(1)>',
  '![p](https://evil.example/p.png)',
  '[click](javascript:alert(1))',
  '</code></details><script>alert(1)</script>',
  '@mallory octo/app#12 GH-12',
  '${{ secrets.X }}',
  '%%{init: {"securityLevel": "loose"}}%%',
  'click a href "javascript:alert(1)"',
  '| a | ```',
  'verdict<<EOF\nverified\nEOF',
].join('\n')

const OWN_COMMANDS = new Set(['add-mask', 'group', 'endgroup', 'debug', 'notice', 'warning', 'error'])
// oxlint-disable-next-line no-control-regex -- that there are none is what is expected
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069]/u

/** Whatever was said to the action, nothing of it is anything but text in what the action leaves behind. */
export function expectHarmless(run: ActionRun): void {
  expect(run.commands.filter(({ command }) => !OWN_COMMANDS.has(command))).toEqual([])
  expect(run.commands.filter(({ command }) => command === 'error')).toHaveLength(run.exitCode === 0 ? 0 : 1)
  expect([...run.stdout, ...run.stderr].filter((line) => UNSEEN.test(line))).toEqual([])
  expect(Object.keys(run.outputs).toSorted()).toEqual([...OUTPUT_NAMES].toSorted())
  expect(run.exportedEnvironment).toEqual({})
  expect(run.state).toEqual({})
  const outside = [...run.stdout, run.summary, ...Object.values(run.outputs)].join('\n')
  expect(outside).not.toContain('${{ secrets')

  const page = readPage(run.summary)
  expect(page.links.filter((link) => /evil|javascript|mallory/.test(link))).toEqual([])
  expect(page.images).toBe(0)
  expect(page.tags.filter((tag) => /script|img|iframe|evil/i.test(tag))).toEqual([])
  expect(page.text).not.toMatch(/@mallory|#12|GH-12|evil\.example/)
  for (const { info, content } of page.fences)
    if (info === 'mermaid') expect(content).not.toMatch(/%%\{|click|securityLevel/)
}

/** Milliseconds from the run's start to its verdict, by its own report: how long a busy machine takes to start a process is not its doing. */
export function verdictAfter({ report }: ActionRun): number {
  const { figures } = report as { readonly figures: { readonly startedAt: string; readonly endedAt: string } }
  return Date.parse(figures.endedAt) - Date.parse(figures.startedAt)
}
