import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { production, pushTheCommit } from '../simulator/stories/setting.ts'
import { play, story } from '../simulator/story.ts'
import type { Expected } from './image-requests.ts'

export interface ActionFigures {
  /** Bytes resident at the peak. */
  readonly peakMemory: number
  /** `verified`, or the cause. */
  readonly ending: string
}

/**
 * Runs the built action on a simulated service of one task, whose image lies in a registry outside AWS.
 * @param image `127.0.0.1:5000/app:it`
 * @param folder for what is written meanwhile
 */
export async function runBuiltAction(
  image: string,
  digest: string,
  { path, version }: Expected,
  folder: string,
): Promise<ActionFigures> {
  const told = story(`a service that runs ${image}`, (tale) => {
    production(tale, { tasks: 1 })
    tale.at('10:05:00')
    pushTheCommit(tale)
    tale.at('10:07:00')
    const { registry } = tale.stage
    const resolve = registry.resolveImage.bind(registry)
    // ECS pulls from any registry; the simulated one knows ECR only.
    registry.resolveImage = (reference) => (reference === image ? digest : resolve(reference))
    tale.deploy({ reference: image, digest })
    tale.at('16:00:00')
    tale.verify({ image, 'image-version-file': path, 'expected-version': version, timeout: '20m' })
  })
  const file = join(folder, 'peak')
  const { run } = await play(told, { nodeOptions: ['--import', noteOfPeak(file)] })
  return {
    peakMemory: Number(await readFile(file, 'utf8')),
    ending: run.outputs['cause'] || (run.outputs['verdict'] ?? 'no verdict'),
  }
}

/** A module that writes the peak of its process to a file, in bytes; see `image-reading.ts` for why not `maxRSS`. */
function noteOfPeak(file: string): string {
  const source = `
    import { existsSync, readFileSync, writeFileSync } from 'node:fs'
    process.on('exit', () => {
      const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : ''
      const kibibytes = /^VmHWM:\\s+(\\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS
      writeFileSync(${JSON.stringify(file)}, String(kibibytes * 1024))
    })`
  return `data:text/javascript,${encodeURIComponent(source)}`
}
