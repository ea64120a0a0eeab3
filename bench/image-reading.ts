import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { systemClock } from '../src/clock.ts'
import { readImageEvidence } from '../src/image/evidence.ts'
import { createOciRepository } from '../src/image/oci.ts'

/**
 * A process of its own, whose peak memory is that of one reading: reads what an image in a registry says about itself, and writes it with
 * that peak to the standard output.
 */

/** Bytes. The kernel's own figure, since `maxRSS` begins at that of the process from which this one was forked. */
function peakMemory(): number {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    if (kibibytes !== undefined) return Number(kibibytes) * 1024
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024
}

// As in the action once it has started.
setFlagsFromString('--optimize-for-size')
setFlagsFromString('--max-semi-space-size=1')

const { positionals } = parseArgs({ allowPositionals: true })
const [name = '', commit = '', version = '', imageVersionFile = ''] = positionals
const repository = createOciRepository({
  name,
  login: () => Promise.resolve({ source: 'none', why: 'it asks for none' }),
})
const digest = (await repository.resolveTags(['it'])).get('it')
if (digest === undefined) throw new Error(`${name} has no tag \`it\``)
const evidence = await readImageEvidence({
  repository,
  image: { digest, binding: 'commit-tag' },
  commit,
  version: { value: version, source: 'version-file' },
  imageVersionFile,
  clock: systemClock,
  sourceRepository: 'shop/app',
  serverUrl: 'https://github.com',
})
process.stdout.write(JSON.stringify({ evidence, peakMemory: peakMemory() }))
