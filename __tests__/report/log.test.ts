import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createLog } from '../../src/report/log.ts'
import { createRedactor } from '../../src/report/redact.ts'
import { hostileText } from './hostile.ts'

function logged(tell: (log: ReturnType<typeof createLog>) => void, secrets: readonly string[] = []): string {
  const written: string[] = []
  tell(createLog((text) => written.push(text), createRedactor(secrets)))
  return written.join('')
}

/** As the runner sees it: `ActionCommand.TryParseV2` after TrimStart, `TryParse` anywhere in the line. */
const isCommand = (line: string): boolean => /^[\s\u0085]*::/u.test(line) || line.includes('##[')

describe('a line of the log', () => {
  it('is never a workflow command, whatever it says', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const lines = logged((log) => log.line(text)).split(/\r\n|[\r\n\u0085\u2028\u2029]/u)
        expect(lines.filter(isCommand)).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['::error::x', ': :error::x\n'],
    ['\u00a0 ::set-output name=a::b', '\u00a0 : :set-output name=a::b\n'],
    ['a ##[add-path]b', 'a ## [add-path]b\n'],
    ['#\u0007#[error]x', '## [error]x\n'],
    ['a\r::error::x', 'a\n: :error::x\n'],
    ['a\u2028::error::x', 'a\n: :error::x\n'],
    ['  0:01  image   a::b', '  0:01  image   a::b\n'],
  ])('%j becomes %j', (text, expected) => {
    expect(logged((log) => log.line(text))).toBe(expected)
  })

  it('holds no secret, even one that a line end breaks up', () => {
    expect(logged((log) => log.line('one two-secret-lines\nof-it'), ['two-secret-lines\nof-it'])).toBe('one ***\n')
  })

  it('keeps the commit of the run as workflows write it, and no other expression', () => {
    const line = 'org.opencontainers.image.revision=${{ github.sha }}'
    expect(logged((log) => log.line(line))).toContain(line)
    for (const other of [
      '${{ github.sha}}',
      '${{ github.sha || secrets.X }}',
      '${{ github.token }}',
      '${{${{ github.sha }}',
    ])
      expect(logged((log) => log.line(other)).replaceAll('${{ github.sha }}', '')).not.toContain('${{')
  })

  it('is empty for no text', () => {
    expect(logged((log) => log.line())).toBe('\n')
  })
})

describe('a command', () => {
  it('is one line with nothing but itself in it', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (text, title) => {
        const output = logged((log) => log.error(text, title))
        expect(output).toMatch(/^::error title=[^,:]*::[^\r\n]*\n$/u)
      }),
    )
  })

  it('escapes as GitHub does', () => {
    expect(logged((log) => log.error('50 %\nnext', 'a: b, c'))).toBe('::error title=a%3A b%2C c::50 %25%0Anext\n')
  })

  it('says each line of a stack by itself', () => {
    expect(logged((log) => log.debug('Error: x\n    at y'))).toBe('::debug::Error: x\n::debug::    at y\n')
  })

  it('groups', () => {
    expect(
      logged((log) => {
        log.group('Watching\n::error::x')
        log.endGroup()
      }),
    ).toBe('::group::Watching : :error::x\n::endgroup::\n')
  })

  it('warns and informs', () => {
    expect(
      logged((log) => {
        log.warning('w')
        log.notice('n', 't')
      }),
    ).toBe('::warning::w\n::notice title=t::n\n')
  })
})
