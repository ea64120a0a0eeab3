import { constants, lstat, mkdir, open, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Clock } from './clock.ts'

/** Milliseconds until a pipe that was full is tried again. */
const FULL_PIPE_PAUSE = 20

/** Writes the report, and makes the folder that it goes to. Rejects with the reason where it cannot be written. */
export async function writeReport(path: string, pieces: Iterable<string>, clock: Clock): Promise<void> {
  await makeFolder(dirname(path))
  // A pipe that nobody reads must refuse at once: to wait for its reader would hold the process even at its exit.
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NONBLOCK)
  try {
    for (const piece of pieces) {
      let rest = Buffer.from(piece)
      while (rest.length > 0) {
        try {
          const { bytesWritten } = await file.write(rest)
          rest = rest.subarray(bytesWritten)
        } catch (error) {
          if (!isFullPipe(error)) throw error
          await clock.sleep(FULL_PIPE_PAUSE)
        }
      }
    }
  } finally {
    await file.close()
  }
}

/**
 * With those that it stands in. Not by Node's own `recursive`, which tries for ever where a folder that is there can hold no other: so it is
 * under /proc, and in a folder that was removed while somebody was in it.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && dirname(path) !== path) {
      await makeFolder(dirname(path))
      await mkdir(path)
    } else if (!(await isFolder(path))) throw error
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (about) => about.isDirectory(),
    () => false,
  )
}

/** The report once more, now that it is known what became of the metrics. A kill meanwhile leaves the first one whole. */
export async function replaceReport(path: string, pieces: Iterable<string>): Promise<void> {
  // Only a file can be put in the place of another; what else the workflow named (a link, a pipe) keeps the first report.
  if (!(await lstat(path)).isFile()) return
  const next = `${path}.next`
  await writeFile(next, pieces)
  await rename(next, path)
}

function isFullPipe(error: unknown): boolean {
  return codeOf(error) === 'EAGAIN'
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
