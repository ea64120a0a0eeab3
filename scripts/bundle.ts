/**
 * `node scripts/bundle.ts` bundles build/ into dist/ with ncc, so that of the AWS SDK only what is used comes along.
 *
 * ncc takes a package's CommonJS, which is whole or not at all. The SDK ships ES modules too, and of those it leaves out what nothing
 * imports; it has no option for it, but follows the `paths` of the tsconfig.json in its working folder. A third of the time until the
 * first request went into compiling what is left out.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SDK_SCOPES = ['@aws-sdk', '@smithy']
const COMMON_JS = new RegExp(`/node_modules/(${SDK_SCOPES.join('|')})/[^/]+/dist-cjs/`)

type Exported = string | { readonly module?: unknown }
interface Package {
  readonly name: string
  /** Its ES module, where it has one entry. */
  readonly module?: string
  /** The same for a package of several entries, by subpath. */
  readonly exports?: Readonly<Record<string, Exported>>
}

/** Where the ES modules of a package are, by what they are imported as; empty where it has none. */
export function esModulesOf({ name, module, exports }: Package): Readonly<Record<string, string>> {
  if (exports === undefined) return module === undefined ? {} : { [name]: module }
  const entries = Object.entries(exports).flatMap(([subpath, exported]) => {
    const path = typeof exported === 'string' ? undefined : exported.module
    return typeof path === 'string' && !path.endsWith('.json') ? [[`${name}${subpath.slice(1)}`, path] as const] : []
  })
  return Object.fromEntries(entries)
}

/** @returns the `paths` of a tsconfig.json in build/ */
function paths(modules: string): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {}
  for (const scope of SDK_SCOPES)
    for (const folder of readdirSync(join(modules, scope)).toSorted()) {
      const about: Package = JSON.parse(readFileSync(join(modules, scope, folder, 'package.json'), 'utf8'))
      for (const [specifier, path] of Object.entries(esModulesOf(about)))
        found[specifier] = [`../node_modules/${scope}/${folder}/${path.replace(/^\.\//, '')}`]
    }
  return found
}

/** What ncc tells of the modules that it bundled; some of them are bundles of others. */
export interface Stats {
  readonly modules?: readonly (Stats & { readonly name?: string })[]
}

/** The modules that came in as CommonJS, although the SDK has the same as an ES module: twice the code, or all of it. */
export function commonJsOf({ modules = [] }: Stats): readonly string[] {
  return modules.flatMap((module) => [
    ...(module.name !== undefined && COMMON_JS.test(module.name) ? [module.name] : []),
    ...commonJsOf(module),
  ])
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const build = join(root, 'build')
  writeFileSync(
    join(build, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: { baseUrl: '.', paths: paths(join(root, 'node_modules')) } }),
  )
  const ncc = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js')
  const stats = join(build, 'stats.json')
  const options = ['-o', '../dist', '--license', 'licenses.txt', '--stats-out', stats]
  execFileSync(process.execPath, [ncc, 'build', 'src/index.js', ...options], { cwd: build, stdio: 'inherit' })
  const told: Stats = JSON.parse(readFileSync(stats, 'utf8'))
  const commonJs = commonJsOf(told)
  if (commonJs.length > 0)
    throw new Error(`expected ES modules of the AWS SDK alone, found CommonJS:\n${commonJs.join('\n')}`)
}
