import { expect, it } from '@jest/globals'

interface File {
  readonly testResults: readonly { readonly fullName: string }[]
}

const { notRun } = (await import(new URL('../../scripts/not-run.mjs', import.meta.url).href)) as {
  readonly notRun: (results: readonly File[]) => readonly string[]
}

it('names the tests that say that they were not run, and no others', () => {
  const file = (...names: readonly string[]): File => ({ testResults: names.map((fullName) => ({ fullName })) })
  const results = [
    file('a report is written', 'NOT RUN, since chromium cannot be found here: the summary is read'),
    file(),
    file('a signal NOT RUN on win32, since it ends a process there: it tells so', 'a test that a filter left out'),
  ]
  expect(notRun(results)).toEqual([
    'NOT RUN, since chromium cannot be found here: the summary is read',
    'a signal NOT RUN on win32, since it ends a process there: it tells so',
  ])
})
