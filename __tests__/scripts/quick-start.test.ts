import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { runInThisContext } from 'node:vm'
import { quickened } from '../../scripts/quick-start.ts'

const required = (name: string): string =>
  `module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("${name}");`

/** Runs code of a CommonJS module. */
const exportsOf = (code: string, getBuiltinModule: (name: string) => unknown): Record<string, unknown> => {
  const module = { exports: {} }
  const run: unknown = runInThisContext(`(function (module, process) {${code}\n})`)
  if (typeof run === 'function') run.call(undefined, module, { getBuiltinModule })
  return module.exports
}

describe('the built code, quickened', () => {
  it('holds ASCII alone and every text as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('"', '`'), (text, quote) => {
        const quoted = quote === '"' ? JSON.stringify(text) : `\`${text.replaceAll(/[\\`]|\$\{|\r/g, '')}\``
        const code = `module.exports = { text: ${quoted} } // ${text.replaceAll(/[\\\n\r\u2028\u2029]/g, '')}`
        fc.pre(!code.includes('String.raw'))
        const quick = quickened(code)
        expect(quick).toMatch(/^\p{ASCII}*$/u)
        expect(exportsOf(quick, () => undefined)).toEqual(exportsOf(code, () => undefined))
      }),
    )
  })

  it('matches with its regular expressions what it matched', () => {
    const { mark } = exportsOf(quickened('module.exports = { mark: /^[\u2026\u{1f600}]+$/u }'), () => undefined)
    expect('\u{1f600}\u2026').toMatch(mark as RegExp)
    // Half of a character is none of the class.
    expect('\ud83d').not.toMatch(mark as RegExp)
  })

  it.each(['String.raw`\u2026`', '"a \\\u2026"'])(
    'is refused where an escape would mean something else: %s',
    (code) => {
      expect(() => quickened(code)).toThrow('cannot be escaped')
    },
  )

  it('takes built-in modules from Node itself', () => {
    const taken: string[] = []
    exportsOf(quickened(required('node:zlib')), (name) => taken.push(name))
    expect(taken).toEqual(['node:zlib'])
  })

  it('is refused where it requires something else', () => {
    expect(() => quickened(required('left-pad'))).toThrow('not known here')
  })

  it('loads HTTP/2 when something of it is used, and not before', () => {
    let loads = 0
    const http2 = exportsOf(quickened(required('node:http2')), () => {
      loads += 1
      return { connect: 'connect', constants: { NGHTTP2_CANCEL: 8 } }
    })
    const { constants } = http2
    expect(loads).toBe(0)
    expect(constants).toHaveProperty('NGHTTP2_CANCEL', 8)
    expect(http2['connect']).toBe('connect')
    expect(loads).toBeGreaterThan(0)
  })
})
