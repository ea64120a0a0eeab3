import { needNode24 } from './scripts/on-node-24.mjs'

// Here, because this is what jest reads first: on an old node the tests would fail one by one without saying why.
needNode24('The tests need', '`npm ci && npm test`')

export default {
  testEnvironment: 'node',
  reporters: ['default', '<rootDir>/scripts/not-run.mjs'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/reports/', '<rootDir>/scripts/mutation/node_modules/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
}
