// Plain JavaScript, so that an old node can read it and say what is wrong.

/**
 * Ends the process, and says why, on a Node.js that is too old.
 * @param {string} subject what needs a newer one, as the start of a sentence: `The demo needs`
 * @param {string} again what to run once it is there
 */
export function needNode24(subject, again) {
  const [major = 0] = process.versions.node.split('.').map(Number)
  if (major >= 24) return
  console.error(
    `${subject} Node.js 24, because the action runs on node24; this is ${process.version}. Install Node.js 24 and run ${again} again.`,
  )
  process.exit(1)
}

/**
 * Runs a command of this repository that is written in TypeScript.
 * @param {URL} entry
 * @param {string} subject as above
 * @param {string} again as above
 */
export async function start(entry, subject, again = '`npm ci` and the same command') {
  needNode24(subject, again)
  try {
    await import(entry.href)
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error
    console.error(`${subject} packages that are not installed: run \`npm ci\` first. ${error.message}`)
    process.exit(1)
  }
}
