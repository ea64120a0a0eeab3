import { createHash } from 'node:crypto'
import type { Clock } from '../../src/clock.ts'
import { Agenda, SimulatedClock } from '../clock.ts'
import type { ElbWorld } from '../elb.ts'
import type { LogWorld } from '../logs.ts'
import { Random } from './random.ts'
import type { Durations, ImageBehaviour } from './specification.ts'
import type { Cluster, Service, TaskDefinition } from './state.ts'

interface Happening {
  readonly at: number
  readonly order: number
  run(): void
}

export interface CoreOptions {
  readonly clock: Clock
  readonly region: string
  readonly account: string
  readonly seed: number
  readonly durations: Durations
  readonly resolveImage: ((reference: string) => string | undefined) | undefined
  readonly elb: ElbWorld
  readonly logs: LogWorld
}

/** What every part of the world shares: its time line, its chance, its images. `now` is the time of what happens at the moment. */
export class Core {
  readonly options: CoreOptions
  readonly random: Random
  readonly clusters = new Map<string, Cluster>()
  /** By family, oldest revision first. */
  readonly definitions = new Map<string, TaskDefinition[]>()
  readonly behaviours = new Map<string, ImageBehaviour>()
  /** How often an image has crashed, by digest. */
  readonly crashes = new Map<string, number>()
  readonly #agenda = new Agenda<Happening>()
  readonly #look: (service: Service) => void
  readonly #madeUp = new Map<string, string>()
  #order = 0
  #tasks = 0
  #advancing = false
  now: number

  /** @param look the scheduler: called for a service some time after anything about it has changed */
  constructor(options: CoreOptions, look: (service: Service) => void) {
    this.options = options
    this.random = new Random(options.seed)
    this.now = options.clock.now()
    this.#look = look
    // Whatever a story changes outside this world (a tag in the registry) then changes at its right moment of it.
    if (options.clock instanceof SimulatedClock) options.clock.follow(() => this.sync())
  }

  get elb(): ElbWorld {
    return this.options.elb
  }

  /** Brings the world to the clock's time. Within a happening the world stays at that happening's time. */
  sync(): void {
    if (this.#advancing) return
    const until = this.options.clock.now()
    this.#advancing = true
    try {
      for (let next = this.#agenda.first(); next !== undefined && next.at <= until; next = this.#agenda.first()) {
        this.#agenda.take()
        this.now = Math.max(this.now, next.at)
        next.run()
      }
      this.now = Math.max(this.now, until)
    } finally {
      this.#advancing = false
    }
  }

  at(time: number, run: () => void): void {
    this.#agenda.add({ at: Math.max(time, this.now), order: this.#order++, run })
  }

  later(milliseconds: number, run: () => void): void {
    this.at(this.now + milliseconds, run)
  }

  /** Has the scheduler look at the service soon. Looks that are asked for meanwhile are one. */
  touch(service: Service, milliseconds = service.durations.scheduler): void {
    const at = this.now + milliseconds
    if (service.lookAt !== undefined && service.lookAt <= at) return
    service.lookAt = at
    this.at(at, () => {
      if (service.lookAt !== at) return
      service.lookAt = undefined
      this.#look(service)
    })
  }

  /** Builds something as it was at an earlier time: what is created within carries that time. */
  asOf<T>(time: number, build: () => T): T {
    const { now } = this
    this.now = time
    try {
      return build()
    } finally {
      this.now = now
    }
  }

  nextTaskOrder(): number {
    this.#tasks += 1
    return this.#tasks
  }

  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.options.region}:${this.options.account}:${resource}`
  }

  /** By ARN, `family:revision`, or family (its newest). */
  definition(reference: string): TaskDefinition | undefined {
    const name = reference.startsWith('arn:') ? reference.slice(reference.lastIndexOf('/') + 1) : reference
    const [family = '', revision] = name.split(':')
    const known = this.definitions.get(family) ?? []
    return revision === undefined ? known.at(-1) : known.find((definition) => String(definition.revision) === revision)
  }

  /** What a reference means in the registry now. Without a registry every reference exists, with a digest made up from its text. */
  resolve(reference: string): string | undefined {
    const { resolveImage } = this.options
    if (resolveImage !== undefined) return resolveImage(reference)
    const pinned = /@(sha256:[0-9a-f]{64})$/.exec(reference)?.[1]
    if (pinned !== undefined) return pinned
    const known = this.#madeUp.get(reference)
    if (known !== undefined) return known
    const digest = `sha256:${createHash('sha256').update(reference).digest('hex')}`
    this.#madeUp.set(reference, digest)
    return digest
  }

  behaviour(digest: string): ImageBehaviour {
    return this.behaviours.get(digest) ?? { version: digest.slice('sha256:'.length, 'sha256:'.length + 12) }
  }
}
