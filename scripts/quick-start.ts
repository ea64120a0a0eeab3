/**
 * `node scripts/quick-start.ts` rewrites what ncc built so that it starts sooner. Nothing of it can be asked of ncc, and none of it
 * changes what the code means. What is not found as it is expected ends the build: a new ncc or SDK must not quietly undo it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'

// Each createRequire looks up the paths of node_modules anew, only to be given a module that Node holds already.
const REQUIRE_IMPORT = 'import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";\n'
const REQUIRE_CALL = /__WEBPACK_EXTERNAL_createRequire\(import\.meta\.url\)\("([a-z0-9:_/]+)"\)/g

// The SDK loads HTTP/2 for handlers that none of these clients uses; it is a tenth of the time to the first request.
const HTTP2 = 'module.exports = process.getBuiltinModule("node:http2");'
const HTTP2_WHEN_USED = `const load = () => process.getBuiltinModule("node:http2");
const constants = new Proxy({}, { get: (_, name) => load().constants[name] });
module.exports = new Proxy({}, { get: (_, name) => (name === "constants" ? constants : load()[name]) });`

// A file of ASCII alone is decoded faster, and compiled as a text of one byte a character. In a string, a template, a regular
// expression, a name and a comment alike the escape means the character, but not in String.raw, nor behind a backslash of its own.
const NOT_ESCAPABLE = /String\.raw\s*`[^`]*[^\p{ASCII}]|(?<!\\)(?:\\\\)*\\[^\p{ASCII}]/u

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')

/**
 * The same code, in ASCII, with its built-in modules taken from Node itself and HTTP/2 loaded when something of it is used.
 * @throws where it holds something that cannot be rewritten without a change of what it means
 */
export function quickened(code: string): string {
  const unsafe = NOT_ESCAPABLE.exec(code)?.[0]
  if (unsafe !== undefined) throw new Error(`a character beyond ASCII that cannot be escaped: ${unsafe}`)
  const direct = code
    .replace(REQUIRE_IMPORT, '')
    .replaceAll(REQUIRE_CALL, (call, name: string) => (isBuiltin(name) ? `process.getBuiltinModule("${name}")` : call))
  if (direct.includes('__WEBPACK_EXTERNAL_createRequire'))
    throw new Error('a module is required in a way that is not known here: expected built-in modules by name alone')
  return direct.replaceAll(HTTP2, HTTP2_WHEN_USED).replaceAll(/[^\p{ASCII}]/gu, escaped)
}

if (import.meta.main) {
  const dist = new URL('../dist/', import.meta.url)
  let lazy = 0
  for (const name of readdirSync(dist).filter((file) => file.endsWith('.js'))) {
    const file = new URL(name, dist)
    try {
      const quick = quickened(readFileSync(file, 'utf8'))
      lazy += quick.split(HTTP2_WHEN_USED).length - 1
      writeFileSync(file, quick)
    } catch (error) {
      throw new Error(`dist/${name} cannot be rewritten`, { cause: error })
    }
  }
  if (lazy !== 1) throw new Error(`expected node:http2 to be required in one place of dist/, found ${lazy}`)
}
