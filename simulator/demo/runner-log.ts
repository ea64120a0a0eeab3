import { styleText } from 'node:util'
import { parseCommand, type WorkflowCommand } from '../wire/runner-files.ts'

/**
 * Renders a step's output as a reader of the runner's log sees it: groups indented, annotations marked, secrets masked, and the
 * commands themselves gone.
 */
export class RunnerLog {
  readonly #write: (line: string) => void
  readonly #colours: boolean
  readonly #masks = new Set<string>()
  #depth = 0

  /** @param colours whether the reader's terminal shows colours */
  constructor(write: (line: string) => void, colours: boolean) {
    this.#write = write
    this.#colours = colours
  }

  line(raw: string): void {
    const command = parseCommand(raw)
    if (command === undefined) {
      this.#write('  '.repeat(this.#depth) + this.#masked(raw))
      return
    }
    this.#command(command)
  }

  #command({ command, message, properties }: WorkflowCommand): void {
    switch (command) {
      case 'group':
        this.#write(`${'  '.repeat(this.#depth)}${this.#styled('bold', `▾ ${this.#masked(message)}`)}`)
        this.#depth += 1
        return
      case 'endgroup':
        this.#depth = Math.max(0, this.#depth - 1)
        return
      case 'add-mask':
        if (message.trim() !== '') this.#masks.add(message)
        return
      case 'error':
        this.#annotation('red', 'Error', message, properties['title'])
        return
      case 'warning':
        this.#annotation('yellow', 'Warning', message, properties['title'])
        return
      case 'notice':
        this.#annotation('blue', 'Notice', message, properties['title'])
        return
      default:
        // Debug lines show only where a repository asks for them; other commands never do.
        return
    }
  }

  #annotation(colour: 'red' | 'yellow' | 'blue', kind: string, message: string, title: string | undefined): void {
    const [first = '', ...rest] = this.#masked(message).split('\n')
    this.#write(this.#styled(colour, `┃ ${kind}${title === undefined ? '' : ` (${title})`}: ${first}`))
    for (const line of rest) this.#write(this.#styled(colour, `┃   ${line}`))
  }

  #styled(style: 'bold' | 'red' | 'yellow' | 'blue', text: string): string {
    return this.#colours ? styleText(style, text, { validateStream: false }) : text
  }

  #masked(text: string): string {
    let masked = text
    for (const secret of this.#masks) masked = masked.replaceAll(secret, '***')
    return masked
  }
}
