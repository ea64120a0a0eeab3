const hexDigits = '0123456789abcdef'
const nanoidAlphabet = 'useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict'

/** Reproducible chance: the same seed gives the same world, identifiers included (mulberry32). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** An integer in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  /** The value, up to a fifth longer or shorter. */
  around(milliseconds: number): number {
    return Math.round(milliseconds * (0.8 + 0.4 * this.next()))
  }

  hex(length: number): string {
    return this.#text(hexDigits, length)
  }

  /** The number that ends a service revision's ARN and, behind `ecs-svc/`, names a deployment: 19 digits, more than 2^53. */
  revisionNumber(): string {
    return `${1 + this.below(9)}${this.#text('0123456789', 18)}`
  }

  /** 21 characters, as service deployments are named. */
  nanoid(): string {
    return this.#text(nanoidAlphabet, 21)
  }

  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-8${this.hex(3)}-${this.hex(12)}`
  }

  #text(alphabet: string, length: number): string {
    let text = ''
    for (let index = 0; index < length; index += 1) text += alphabet.charAt(this.below(alphabet.length))
    return text
  }
}
