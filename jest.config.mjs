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
