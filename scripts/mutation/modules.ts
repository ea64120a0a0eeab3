import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const HERE = new URL('.', import.meta.url).href

/** What stands in for a package that tests import. */
const STANDINS: Readonly<Record<string, string>> = {
  '@jest/globals': `${HERE}jest-globals.ts`,
  'fast-check': `${HERE}fast-check.ts`,
}

/**
 * Gives every test file a module graph of its own, as jest does, and again for every mutant of code that runs while a module is
 * loaded. Modules outside the folder `root` and packages are loaded once.
 */
export function isolateModules(root: string): (file: string) => Promise<unknown> {
  const within = `${pathToFileURL(root).href}/`
  const stripped = new Map<string, string>()
  let graph = 0
  registerHooks({
    resolve(specifier, context, next) {
      const url = context.parentURL?.startsWith(within) === true ? STANDINS[specifier] : undefined
      if (url !== undefined && !context.parentURL?.startsWith(HERE))
        return { url, format: 'module-typescript', shortCircuit: true }
      const found = next(specifier, context)
      const own = found.url.startsWith(within) && !found.url.includes('/node_modules/') && found.url.endsWith('.ts')
      if (!own) return found
      const number = new URL(context.parentURL ?? found.url).searchParams.get('graph') ?? String(graph)
      return { ...found, url: `${found.url}?graph=${number}` }
    },
    load(url, context, next) {
      if (!url.startsWith(within) || !url.includes('.ts?graph=')) return next(url, context)
      const path = fileURLToPath(url)
      const source = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'))
      stripped.set(path, source)
      return { format: 'module', source, shortCircuit: true }
    },
  })
  return async (file) => {
    graph += 1
    return import(`${pathToFileURL(file).href}?graph=${graph}`)
  }
}
