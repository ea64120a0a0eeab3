import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

/** One line of the registry's access log. */
export interface Access {
  readonly method: string
  /** Behind the repository: `manifests/it`, `blobs/sha256:…`. */
  readonly resource: string
  /** Of the answer's body, as they were sent. */
  readonly bytes: number
}

export interface Registry {
  /** `127.0.0.1:5000`. */
  readonly host: string
  /** What a client asked of a repository while the work was done. */
  during(repository: string, work: () => Promise<void>): Promise<readonly Access[]>
  stop(): Promise<void>
}

/** Those of Debian's packages docker-registry and skopeo that cannot be found here. */
export function missingPrograms(): readonly string[] {
  return ['docker-registry', 'skopeo'].filter((program) => {
    try {
      execFileSync('which', [program], { stdio: 'ignore' })
      return false
    } catch {
      return true
    }
  })
}

/** Starts a registry on a free port of this machine. @param folder is there, and removed by the caller */
export async function startRegistry(folder: string): Promise<Registry> {
  const path = join(folder, 'config.yml')
  const config = {
    version: '0.1',
    log: { level: 'info', accesslog: { disabled: false } },
    storage: { filesystem: { rootdirectory: join(folder, 'storage') } },
    http: { addr: '127.0.0.1:0' },
  }
  await writeFile(path, JSON.stringify(config))
  const server = spawn('docker-registry', ['serve', path], { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(server, 'exit')

  let log: string[] = []
  let onLine: (line: string) => void = () => undefined
  createInterface({ input: server.stdout }).on('line', (line) => {
    log.push(line)
    onLine(line)
  })
  const host = await new Promise<string>((resolve, reject) => {
    let said = ''
    let address: string | undefined
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`docker-registry ended: ${said}`)))
    server.stderr.on('data', (bytes: Buffer) => {
      if (address !== undefined) return
      said += bytes.toString()
      address = /listening on (127\.0\.0\.1:\d+)/.exec(said)?.[1]
      if (address !== undefined) resolve(address)
    })
  })

  /** Resolves when the log has everything that was answered so far: it is written in the order of the answers. */
  async function caughtUp(): Promise<void> {
    const mark = `/v2/?mark=${process.hrtime.bigint()}`
    await new Promise<void>((resolve, reject) => {
      onLine = (line) => {
        if (line.includes(mark)) resolve()
      }
      get(`http://${host}${mark}`, (response) => response.resume()).once('error', reject)
    })
  }

  return {
    host,

    async during(repository, work) {
      await caughtUp()
      log = []
      await work()
      await caughtUp()
      return log.flatMap((line) => accessIn(line, repository))
    },

    async stop() {
      server.kill()
      await exited
    },
  }
}

function accessIn(line: string, repository: string): readonly Access[] {
  const [, method, path, bytes] = /"([A-Z]+) (\S+) HTTP\/[\d.]+" \d+ (\d+) /.exec(line) ?? []
  const prefix = `/v2/${repository}/`
  if (method === undefined || path?.startsWith(prefix) !== true) return []
  return [{ method, resource: path.slice(prefix.length), bytes: Number(bytes) }]
}

const run = promisify(execFile)

/** Pushes every image of an OCI layout as they are. */
export async function push(layout: string, repository: string, { host }: Registry): Promise<void> {
  const options = ['--insecure-policy', 'copy', '--all', '--preserve-digests', '--dest-tls-verify=false']
  await run('skopeo', [...options, `oci:${layout}:it`, `docker://${host}/${repository}:it`])
}

/** Downloads a whole image into a folder. */
export async function download(repository: string, folder: string, { host }: Registry): Promise<void> {
  const options = ['--insecure-policy', 'copy', '--src-tls-verify=false']
  await run('skopeo', [...options, `docker://${host}/${repository}:it`, `dir:${folder}`])
}
