import { stripVTControlCharacters } from 'node:util'

const ERASE_LINE = '\r\u001b[2K'

/** Lines that stay, and below them, on a terminal that can take a line back, one that tells what is going on now. */
export class Screen {
  readonly #write: (text: string) => void
  readonly #columns: (() => number) | undefined
  #status = ''

  /** @param columns how wide the terminal is; left out, nothing is ever taken back, and so no status is shown */
  constructor(write: (text: string) => void, columns?: () => number) {
    this.#write = write
    this.#columns = columns
  }

  /** Writes a line that stays. */
  line(text: string): void {
    const status = this.#status
    this.status('')
    this.#write(`${text}\n`)
    this.status(status)
  }

  /** Shows what is going on, in place of what was shown before; empty takes it away. */
  status(text: string): void {
    if (this.#columns === undefined || text === this.#status) return
    // A line that wraps could not be taken back.
    const shown = Array.from(stripVTControlCharacters(text)).slice(0, Math.max(0, this.#columns() - 1))
    this.#write(`${this.#status === '' ? '' : ERASE_LINE}${shown.join('')}`)
    this.#status = text
  }
}
