import { describe, expect, it } from '@jest/globals'
import { exists, read } from './pages.ts'

interface Package {
  readonly version: string
  readonly integrity?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
}

const manifest = JSON.parse(read('package.json')) as Readonly<Record<string, Readonly<Record<string, string>>>>
const { packages } = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Package>> }
const installed = Object.entries(packages).filter(([path]) => path !== '')
// What is optional is Node itself, for the scripts of this repository: nothing of it is bundled.
const bundled = installed.filter(
  ([, { dev, devOptional, optional }]) => dev !== true && devOptional !== true && optional !== true,
)

describe('the dependencies', () => {
  it('are pinned to exact versions', () => {
    const wanted = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}),
    )
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  it('have the hash of their bytes in the lock file', () => {
    expect(installed.filter(([, { integrity = '' }]) => !/^sha512-[\w+/]{86}==$/.test(integrity))).toEqual([])
  })

  it('need no install script at run time', () => {
    expect(bundled.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([])
  })

  it('have their licenses beside the bundle', () => {
    expect(exists('dist/licenses.txt')).toBe(true)
    const licenses = read('dist/licenses.txt')
    const direct = Object.keys(manifest['dependencies'] ?? {})
    expect(direct.filter((name) => !licenses.split('\n').includes(name))).toEqual([])
  })

  it('are as many as the threat model says', () => {
    const direct = Object.keys(manifest['dependencies'] ?? {}).length
    expect(read('docs/threat-model.md')).toContain(
      `${direct} direct dependencies, ${bundled.length} packages in all at run time`,
    )
  })
})
