import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { extractVersion, soughtIn, statedVersion } from '../../src/expect/version-text.ts'
import { compilePattern } from '../../src/patterns.ts'

describe('extractVersion', () => {
  it.each([
    ['package.json', '{"name":"app","version":"3.3.6","dependencies":{"version":"9"}}', '3.3.6'],
    ['web/package.json', '\uFEFF{"version":" v3.3.6 "}', 'v3.3.6'],
    ['package.json', '{"dependencies":{"version":"9"}}', undefined],
    ['package.json', '{"version":3}', undefined],
    ['package.json', '{"version":"3.3.6"', undefined],
    ['package.json', '["version"]', undefined],
    ['package.json', 'null', undefined],
    ['version.json', '{"version":"3.3.6"}', '3.3.6'],
    ['version.json', '"3.3.6"', '3.3.6'],
  ])('reads the JSON of %s: %s', (path, text, version) => {
    expect(extractVersion(path, text)).toBe(version)
  })

  it.each([
    ['[dependencies]\nversion = "1"\n\n[project]\nname = "app"\nversion = "3.3.6" # now', '3.3.6'],
    ["[ tool . poetry ]\r\nversion = '3.3.6'\r\n", '3.3.6'],
    ['[tool.poetry]\nversion = "1"\n[project]\nversion = "3.3.6"', '3.3.6'],
    ['tool.poetry.version = "3.3.6"', '3.3.6'],
    ['[project]\ndescription = """\n[tool.poetry]\nversion = "1"\n"""\n[x]\nversion = "2"', undefined],
    ['[project]\ndynamic = ["version"]\n[tool.poetry.dependencies]\nversion = "1"', undefined],
    ['[project]\n# version = "1"', undefined],
    ['[[project]]\nversion = "1"', undefined],
  ])('reads the version of the project in pyproject.toml: %j', (text, version) => {
    expect(extractVersion('pyproject.toml', text)).toBe(version)
  })

  it.each([
    ['[package]\nname = "app"\nversion = "3.3.6"\n[dependencies]\nserde = { version = "1" }', '3.3.6'],
    ['[dependencies.serde]\nversion = "1"\n[package]\nversion = "3.3.6"', '3.3.6'],
    ['[workspace.package]\nversion = "3.3.6"\n[package]\nversion.workspace = true', '3.3.6'],
    ['[dependencies.serde]\nversion = "1"', undefined],
  ])('reads the version of the package in Cargo.toml: %j', (text, version) => {
    expect(extractVersion('crates/app/Cargo.toml', text)).toBe(version)
  })

  it.each([
    ['<project><parent><version>1</version></parent><version>3.3.6</version></project>', '3.3.6'],
    [
      '<?xml version="1.0"?><!-- <version>1</version> --><project xmlns="http://maven.apache.org/POM/4.0.0">\n<dependencies><dependency><version>2</version></dependency></dependencies><version> 3.3.6 </version></project>',
      '3.3.6',
    ],
    ['<project><properties><revision>3.3.6</revision></properties><version>${revision}</version></project>', '3.3.6'],
    ['<project><version><![CDATA[3.3.6]]></version></project>', '3.3.6'],
    ['<project><parent><version>1</version></parent></project>', undefined],
    ['<project><version>${revision}</version></project>', undefined],
    ['<project><version>${a}-SNAPSHOT</version></project>', undefined],
    ['<project><build><version>1</version></build></project>', undefined],
    ['<project><version>1</project>', undefined],
    ['<project><version>1<!--', undefined],
  ])('reads the project’s own version in pom.xml: %s', (text, version) => {
    expect(extractVersion('pom.xml', text)).toBe(version)
  })

  it.each([
    ['modules/core/config.py', 'import os\n\nVERSION = "3.3.6"\n', '3.3.6'],
    ['app/__init__.py', "__version__='3.3.6'", '3.3.6'],
    ['config.py', 'class Config:\n    VERSION: str = "3.3.6"  # bumped', '3.3.6'],
    ['config.py', '# VERSION = "1"\nMIN_VERSION = "2"\nVERSION_FILE = "3"\nVERSION = "3.3.6"', '3.3.6'],
    ['config.py', 'if VERSION == "1":\n    pass', undefined],
    ['config.py', 'print("VERSION = 1")', undefined],
    ['config.py', 'VERSION = os.environ["VERSION"]', undefined],
    ['config.py', 'version = "1"', undefined],
    ['version.ts', "export const VERSION: string = '3.3.6'", '3.3.6'],
    ['version.js', 'exports.VERSION = `3.3.6`', '3.3.6'],
    ['version.go', 'const VERSION = "3.3.6"', '3.3.6'],
    ['version.rb', "module App\n  VERSION = '3.3.6'.freeze\nend", '3.3.6'],
    ['version.rs', 'pub const VERSION: &str = "3.3.6";', '3.3.6'],
    ['Version.java', '  public static final String VERSION = "3.3.6";', '3.3.6'],
    ['version.h', '#define VERSION "3.3.6"', '3.3.6'],
    ['release.env', 'export VERSION=3.3.6 # bumped', '3.3.6'],
  ])('reads the constant in %s: %j', (path, text, version) => {
    expect(extractVersion(path, text)).toBe(version)
  })

  it.each([
    ['VERSION', ' 3.3.6\n', '3.3.6'],
    ['version.json', '3.3.6-rc.1\n', '3.3.6-rc.1'],
    ['version.txt', 'v3.3.6', 'v3.3.6'],
    ['VERSION', '', undefined],
    ['VERSION', 'unknown\n', undefined],
    ['VERSION', 'null', undefined],
    ['README.md', '# App\n\n3.3.6\n', undefined],
    ['VERSION', 'x'.repeat(300), undefined],
  ])('takes the whole text of %s: %j', (path, text, version) => {
    expect(extractVersion(path, text)).toBe(version)
  })

  it('takes what the pattern captures, whatever the file is', async () => {
    const pattern = await compilePattern('(?m)^release: (.*)$', 'one')
    expect(extractVersion('package.json', '{\nrelease:  3.3.6 \n}', pattern)).toBe('3.3.6')
    expect(extractVersion('package.json', '{"version":"1"}', pattern)).toBeUndefined()
    expect(extractVersion('x', 'release: unknown', pattern)).toBeUndefined()
  })

  it('gives a version or nothing for any text, and never throws', () => {
    const name = fc.constantFrom(
      'package.json',
      'pyproject.toml',
      'Cargo.toml',
      'pom.xml',
      'a.py',
      'VERSION',
      '',
      '.',
      'a/',
    )
    const words = 'version VERSION __version__ = " \' [ ] project < > </ <!-- --> ${ } """ . { : \\ / 1.2'
    const piece = fc.constantFrom(' ', '\n', ...words.split(' '))
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(name, text, (path, content) => {
        const version = extractVersion(path, content)
        if (version === undefined) return
        expect(version).toBe(version.trim())
        expect(version).not.toBe('')
        expect(content).toContain(version)
      }),
      { numRuns: 2000 },
    )
  })

  it('finds any version that is written the usual way', () => {
    const version = fc.stringMatching(/^[0-9]{1,3}\.[0-9a-z.+-]{1,20}$/)
    fc.assert(
      fc.property(version, (value) => {
        expect(extractVersion('package.json', JSON.stringify({ version: value }))).toBe(value)
        expect(extractVersion('pyproject.toml', `[project]\nversion = "${value}"`)).toBe(value)
        expect(extractVersion('Cargo.toml', `[package]\nversion = "${value}"`)).toBe(value)
        expect(extractVersion('pom.xml', `<project><version>${value}</version></project>`)).toBe(value)
        expect(extractVersion('a.py', `VERSION = "${value}"`)).toBe(value)
        expect(extractVersion('VERSION', `${value}\n`)).toBe(value)
      }),
    )
  })
})

it('says what is sought in each kind of file', async () => {
  expect(soughtIn('a/pyproject.toml')).toContain('[tool.poetry]')
  expect(soughtIn('a.py')).toContain('VERSION')
  expect(soughtIn('a.py', await compilePattern('v(.)', 'one'))).toContain('v(.)')
})

describe('statedVersion', () => {
  it.each([
    ['config.py', 'VERSION = "unknown"', 'unknown'],
    ['config.py', 'VERSION = ""', ''],
    ['package.json', '{"version":null}', 'null'],
    ['VERSION', ' \n', ''],
  ])('tells what stands in %s where the version should, which is none: %j', (path, text, stated) => {
    expect(statedVersion(path, text)).toBe(stated)
    expect(extractVersion(path, text)).toBeUndefined()
  })

  it.each([
    ['config.py', 'x = 1'],
    ['package.json', '{}'],
    ['VERSION', '3.3.6\nof today'],
    ['VERSION', '3'.repeat(257)],
  ])('is nothing where %s has no place for it: %j', (path, text) => {
    expect(statedVersion(path, text)).toBeUndefined()
  })
})
