// Here, because this is what jest reads first, and an old node can read it: the tests would fail one by one without saying why.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  console.error(
    `The tests need Node.js 24, because the action runs on node24; this is ${process.version}. ` +
      'Install Node.js 24 and run `npm ci && npm test` again.',
  )
  process.exit(1)
}

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
