/** A workflow command that the runner saw on a line of the action's output. */
export interface WorkflowCommand {
  readonly command: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

/**
 * Reads a runner's file command (GITHUB_OUTPUT, GITHUB_ENV, GITHUB_STATE) as strictly as the runner does: `name=value` or
 * `name<<delimiter`, lines, delimiter. Throws where the runner would fail the step.
 */
export function readFileCommands(text: string): Record<string, string> {
  const values: Record<string, string> = {}
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const name = line.slice(0, heredoc)
      const delimiter = line.slice(heredoc + 2)
      if (name === '' || delimiter === '') throw new Error(`a file command without name or delimiter: ${line}`)
      const end = lines.indexOf(delimiter, index + 1)
      if (end < 0) throw new Error(`a file command whose delimiter never comes: ${line}`)
      values[name] = lines.slice(index + 1, end).join('\n')
      index = end
    } else if (equals > 0) {
      values[line.slice(0, equals)] = line.slice(equals + 1)
    } else {
      throw new Error(`not a file command: ${line}`)
    }
  }
  return values
}

/**
 * The workflow commands in an action's output, by the runner's rules: `::command::` at the start of a line after white space, and
 * the old `##[command]` anywhere in it; none between `::stop-commands::token` and `::token::`.
 */
export function readWorkflowCommands(lines: readonly string[]): WorkflowCommand[] {
  const commands: WorkflowCommand[] = []
  let stoppedBy: string | undefined
  for (const line of lines) {
    const command = parseCommand(line)
    if (command === undefined) continue
    if (stoppedBy !== undefined) {
      if (command.command === stoppedBy) stoppedBy = undefined
      continue
    }
    if (command.command === 'stop-commands') stoppedBy = command.message
    commands.push(command)
  }
  return commands
}

/** The command of one line, if it is one. */
export function parseCommand(line: string): WorkflowCommand | undefined {
  const trimmed = line.trimStart()
  const modern = /^::([^\s:]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/s.exec(trimmed)
  if (modern !== null)
    return {
      command: modern[1] ?? '',
      properties: propertiesOf(modern[2] ?? '', ','),
      message: unescape(modern[3] ?? ''),
    }
  const legacy = /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/s.exec(line)
  if (legacy === null) return undefined
  return { command: legacy[1] ?? '', properties: propertiesOf(legacy[2] ?? '', ';'), message: legacy[3] ?? '' }
}

function propertiesOf(text: string, separator: string): Record<string, string> {
  const pairs = text
    .split(separator)
    .filter((pair) => pair.includes('='))
    .map((pair): [string, string] => [
      pair.slice(0, pair.indexOf('=')).trim(),
      unescape(
        pair
          .slice(pair.indexOf('=') + 1)
          .replaceAll('%3A', ':')
          .replaceAll('%2C', ','),
      ),
    ])
  return Object.fromEntries(pairs)
}

function unescape(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}
