import { describe, expect, it } from '@jest/globals'
import { commonJsOf, esModulesOf } from '../../scripts/bundle.ts'

describe('where the ES modules of a package are', () => {
  it('is its module entry where it exports by nothing else', () => {
    expect(esModulesOf({ name: '@aws-sdk/client-ecs', module: './dist-es/index.js' })).toEqual({
      '@aws-sdk/client-ecs': './dist-es/index.js',
    })
  })

  it('is the module condition of each subpath, of JavaScript alone', () => {
    const exports = {
      '.': { module: './dist-es/index.js', node: './dist-cjs/index.js' },
      './cbor': { browser: './dist-es/cbor/index.browser.js', module: './dist-es/cbor/index.js' },
      './package.json': { module: './package.json' },
    }

    expect(esModulesOf({ name: '@smithy/core', module: './dist-es/index.js', exports })).toEqual({
      '@smithy/core': './dist-es/index.js',
      '@smithy/core/cbor': './dist-es/cbor/index.js',
    })
  })

  it('is nowhere in a package that has none', () => {
    expect(esModulesOf({ name: '@aws-sdk/old' })).toEqual({})
    expect(
      esModulesOf({ name: '@aws-sdk/old', exports: { '.': './index.js', './a': { module: { node: './a.js' } } } }),
    ).toEqual({})
  })
})

describe('what came in as CommonJS', () => {
  it('is found in the bundles of bundles, and in packages of the SDK alone', () => {
    const stats = {
      modules: [
        { name: '../node_modules/@smithy/core/dist-es/index.js' },
        { name: '../node_modules/yaml/dist-cjs/index.js' },
        { name: './src/main.js + 2 modules', modules: [{ name: '../node_modules/@aws-sdk/core/dist-cjs/index.js' }] },
      ],
    }

    expect(commonJsOf(stats)).toEqual(['../node_modules/@aws-sdk/core/dist-cjs/index.js'])
  })
})
