import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import { constants } from 'node:fs'
import { mkdtemp, open, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../src/clock.ts'
import { replaceReport, writeReport } from '../src/report-file.ts'
import { SimulatedClock } from '../simulator/clock.ts'
import { fullDisk, pipes, procFolder } from './here.ts'

/** More than a pipe holds. */
const LONG = 'x'.repeat(300_000)

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecs-deploy-verifier-test-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('writeReport', () => {
  it('makes the folders on the way, and leaves nothing of an earlier, longer report', async () => {
    const path = join(folder, 'a', 'b', 'report.json')
    await writeReport(path, [LONG], new SimulatedClock())
    await writeReport(path, ['{}\n'], new SimulatedClock())
    expect(await readFile(path, 'utf8')).toBe('{}\n')
  })

  pipes.it(pipes.title('refuses a pipe that nobody reads at once'), async () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    await expect(writeReport(path, ['{}\n'], new SimulatedClock())).rejects.toThrow(/ENXIO/)
  })

  pipes.it(pipes.title('fills a pipe as its reader empties it'), async () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const held: Buffer[] = []
    const take = async (): Promise<number> => {
      const { bytesRead, buffer } = await reader.read(Buffer.alloc(65_536))
      held.push(buffer.subarray(0, bytesRead))
      return bytesRead
    }
    // Only while the writer waits for room does anybody read.
    let waits = 0
    const clock: Clock = {
      now: () => 0,
      sleep: async () => {
        waits += 1
        await take()
      },
    }
    await writeReport(path, [LONG], clock)
    while ((await take()) > 0);
    await reader.close()
    expect(waits).toBeGreaterThan(0)
    expect(Buffer.concat(held).toString()).toBe(LONG)
  })

  it('rejects where a folder on the way is a file', async () => {
    const file = join(folder, 'file')
    await writeFile(file, 'x')
    await expect(writeReport(join(file, 'report.json'), ['{}\n'], new SimulatedClock())).rejects.toThrow(/EEXIST/)
    await expect(writeReport(join(file, 'a', 'report.json'), ['{}\n'], new SimulatedClock())).rejects.toThrow(/ENOTDIR/)
  })

  procFolder.it(procFolder.title('rejects at once where a folder can hold no other'), async () => {
    const path = '/proc/none/a/report.json'
    await expect(writeReport(path, ['{}\n'], new SimulatedClock())).rejects.toThrow(/ENOENT.*'\/proc\/none'/)
  })

  fullDisk.it(fullDisk.title('rejects where the disk is full'), async () => {
    await expect(writeReport('/dev/full', ['{}\n'], new SimulatedClock())).rejects.toThrow(/ENOSPC/)
  })
})

describe('replaceReport', () => {
  it('puts the new report in the place of the old one, and leaves nothing else behind', async () => {
    await writeFile(join(folder, 'report.json'), LONG)
    await replaceReport(join(folder, 'report.json'), '{}\n')
    expect(await readdir(folder)).toEqual(['report.json'])
    expect(await readFile(join(folder, 'report.json'), 'utf8')).toBe('{}\n')
  })

  it('leaves what is no file as it is', async () => {
    await writeFile(join(folder, 'first.json'), 'first')
    await symlink(join(folder, 'first.json'), join(folder, 'report.json'))
    await replaceReport(join(folder, 'report.json'), '{}\n')
    expect(await readFile(join(folder, 'first.json'), 'utf8')).toBe('first')
  })
})
