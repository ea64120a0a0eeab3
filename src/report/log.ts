/**
 * The log of a run. Its lines go to stdout, where the runner looks for commands: `::` at the start of a line (after white space),
 * and the old form `##[` anywhere in it. Nothing but the methods made for it can write one.
 */
import { withoutForeignExpressions } from './expressions.ts'
import type { Redact } from './redact.ts'
import { clip, clipUnits, visibleLines } from './visible.ts'

/** As long as a line of the log may be, in characters: the rest helps nobody. */
const LONGEST_LINE = 2000

/** GitHub cuts the message of an annotation at 4096 characters. */
const LONGEST_MESSAGE = 4000

export interface Log {
  /** Text of any origin; each of its lines becomes a line of the log. */
  line(text?: string): void
  /** Has the runner replace a secret, and each of its lines, in every line that follows. */
  mask(secret: string): void
  /** Begins a foldable group. Groups do not nest. */
  group(title: string): void
  endGroup(): void
  /** An annotation that informs. */
  notice(text: string, title?: string): void
  /** An annotation that warns. */
  warning(text: string, title?: string): void
  /** The annotation that says why the run failed. */
  error(text: string, title?: string): void
  /** Shown only where the workflow runs with debug logging. */
  debug(text: string): void
}

/**
 * @param write takes text that ends in a line feed
 * @param redact takes secrets out, before anything is split, escaped or cut
 */
export function createLog(write: (text: string) => void, redact: Redact): Log {
  const safe = (text: string, limit: number): string[] =>
    visibleLines(redact(text)).map((line) => clip(withoutCommands(line), limit))

  const command = (name: string, properties: Readonly<Record<string, string | undefined>>, text: string): void => {
    const listed = Object.entries(properties).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}=${escapedProperty(safe(value, 300).join(' '))}`],
    )
    const message = clipUnits(safe(text, LONGEST_MESSAGE).join('\n'), LONGEST_MESSAGE)
    write(`::${name}${listed.length === 0 ? '' : ` ${listed.join(',')}`}::${escapedData(message)}\n`)
  }

  return {
    line: (text = '') => {
      for (const line of safe(text, LONGEST_LINE)) write(`${line}\n`)
    },
    mask: (secret) => {
      write(`::add-mask::${escapedData(secret)}\n`)
    },
    group: (title) => {
      command('group', {}, safe(title, 300).join(' '))
    },
    endGroup: () => {
      command('endgroup', {}, '')
    },
    notice: (text, title) => {
      command('notice', { title }, text)
    },
    warning: (text, title) => {
      command('warning', { title }, text)
    },
    error: (text, title) => {
      command('error', { title }, text)
    },
    debug: (text) => {
      // One command a line, because a stack is read line by line.
      for (const line of safe(text, LONGEST_LINE)) command('debug', {}, line)
    },
  }
}

/** Breaks up whatever the runner would take for a command, visibly. */
export function withoutCommands(line: string): string {
  return withoutForeignExpressions(line.replaceAll('##[', '## [').replace(/^(\s*):(?=:)/u, '$1: '))
}

function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
