// Plain JavaScript, so that an old node can read it and say what is wrong.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  console.error(
    `The demo needs Node.js 24, because the action runs on node24; this is ${process.version}. ` +
      'Install Node.js 24 and run `npm ci && npm run demo` again.',
  )
  process.exit(1)
}
try {
  await import('./run.ts')
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error
  console.error(`The packages that the demo needs are not installed: run \`npm ci\` first. ${error.message}`)
  process.exit(1)
}
