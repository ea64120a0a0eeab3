import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, it } from '@jest/globals'

/** What tests need of the system that they run on. */
export interface Need {
  /** Runs where the system has it, else is skipped. */
  readonly describe: typeof describe | typeof describe.skip
  readonly it: typeof it | typeof it.skip
  /** A title that says, where the tests are skipped, that they were not run, and why. */
  readonly title: (title: string) => string
}

const isWindows = process.platform === 'win32'

/** What is here or not. `why` tells what is lacking, as the rest of a sentence. */
export function need(isHere: boolean, why: string): Need {
  return {
    describe: isHere ? describe : describe.skip,
    it: isHere ? it : it.skip,
    title: (title) => (isHere ? title : `NOT RUN on ${process.platform}, since ${why}: ${title}`),
  }
}

/** A process that learns of a signal and decides for itself. */
export const signals = need(!isWindows, 'a signal ends a process there before it learns of it')

/** Pipes with a name, and files that stand for a device. */
export const pipes = need(!isWindows, 'there are no pipes and devices in its folders')

/** A file on a disk that is full. */
export const fullDisk = need(existsSync('/dev/full'), 'there is no /dev/full')

/** A folder in which none can be made. */
export const procFolder = need(existsSync('/proc/self'), 'there is no /proc')

/** This machine at an address that is not a loopback one. */
export const unspecifiedAddress = need(!isWindows, '0.0.0.0 leads nowhere there')

/** GNU's own tar. */
export const gnuTar = need(
  spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU tar') ?? false,
  'its tar is not that of GNU',
)

/**
 * What a POSIX shell prints for a script. It finds no program, so that a script runs nothing but what the shell itself has.
 * @throws where the script fails
 */
export function printedByShell(script: string): string {
  // Git brings the shell to Windows, where only the path tells where it is.
  const { stdout, status, error } = spawnSync(isWindows ? 'sh' : '/bin/sh', ['-s'], {
    encoding: 'utf8',
    input: script,
    env: { PATH: isWindows ? process.env['PATH'] : '' },
  })
  if (status !== 0) throw new Error(`the shell ended with ${status}`, { cause: error })
  return stdout
}
