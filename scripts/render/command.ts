/** The command that renders a job summary again from the JSON report of its run. */
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isDocsUrl } from '../../src/report/json.ts'
import { visible } from '../../src/report/visible.ts'
import { readReport, ReportError } from './read-report.ts'
import { summaryOfReport } from './summary-of-report.ts'

export const HELP = `Renders the job summary of a run of ECS Deploy Verifier again, from its report.

Usage: npm run -s render -- <report.json> [--html <page.html>] [--docs <url>]

  <report.json>       the file that the action's output report-path names
  --html <page.html>  write a page that looks as on GitHub, and mermaid.min.js
                      beside it, instead of printing Markdown
  --docs <url>        link the documentation in this folder, and not the one
                      that the report names
  --help              print this

Without -s, npm prints lines of its own before the Markdown.
Exit status: 0 rendered; 1 the report cannot be read or the page not written;
2 the command line cannot be understood.
`

export interface Terminal {
  /** Relative paths start here. */
  readonly directory: string
  /** To standard output, as it is. */
  readonly print: (text: string) => void
  /** One line to standard error. */
  readonly tell: (line: string) => void
}

interface Request {
  readonly report: string
  readonly page?: string
  readonly docsUrl?: string
}

/** What the caller gave is not what the command takes. */
class UsageError extends Error {}

/** @returns the exit status; all that can go wrong is told, nothing is thrown */
export async function render(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  try {
    const request = requestOf(args, terminal.directory)
    if (request === 'help') {
      terminal.print(HELP)
      return 0
    }
    const { report: path, page, docsUrl } = request
    const report = readReport(await textOf(path))
    const summary = summaryOfReport(report, docsUrl)
    if (page === undefined) terminal.print(summary)
    else await writePage(page, basename(path), summary, terminal)
    return 0
  } catch (error) {
    const isUsage = error instanceof UsageError
    terminal.tell(`render: ${error instanceof Error ? error.message : String(error)}`)
    if (isUsage) terminal.tell('Run `npm run -s render -- --help` to see what it takes.')
    else if (!(error instanceof ReportError) && error instanceof Error && error.stack !== undefined)
      terminal.tell(error.stack)
    return isUsage ? 2 : 1
  }
}

function requestOf(args: readonly string[], directory: string): Request | 'help' {
  const { values, positionals } = parsed(args)
  if (values.help === true) return 'help'
  const [report, ...more] = positionals
  if (report === undefined) throw new UsageError('Expected the path of a JSON report; none was given.')
  if (more.length > 0)
    throw new UsageError(`Expected one JSON report; saw ${positionals.length}: ${visible(positionals.join(', '))}.`)
  const { html } = values
  const docs = values.docs?.replace(/\/$/, '')
  if (docs !== undefined && !isDocsUrl(docs))
    throw new UsageError(
      `Expected for --docs an http(s) address of letters, digits, ".", "_", "-" and "/"; saw ${JSON.stringify(docs)}.`,
    )
  const path = resolve(directory, report)
  const page = html === undefined || html === '' ? undefined : resolve(directory, html)
  if (html === '') throw new UsageError('Expected for --html the path of the page to write; saw an empty one.')
  if (page === path) throw new UsageError('The page of --html would overwrite the report: name another file.')
  return {
    report: path,
    ...(page === undefined ? {} : { page }),
    ...(docs === undefined ? {} : { docsUrl: docs }),
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { html: { type: 'string' }, docs: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = codeOf(error)
    throw new ReportError(
      code === 'ENOENT'
        ? `There is no file ${visible(path)}. Give the file that the action's output report-path names; where a workflow uploaded it, download it first.`
        : code === 'EISDIR'
          ? `${visible(path)} is a directory. Give the JSON report itself.`
          : `${visible(path)} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}

async function writePage(page: string, title: string, summary: string, { tell }: Terminal): Promise<void> {
  // markdown-it is loaded only where a page is asked for.
  const { MERMAID_FILE, mermaidScript, summaryPage } = await import('../../simulator/demo/summary-page.ts')
  const html = await summaryPage(`ECS Deploy Verifier: ${visible(title)}`, summary)
  const script = join(dirname(page), MERMAID_FILE)
  try {
    await writeFile(page, html)
    await copyFile(mermaidScript(), script)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new ReportError(
      `${visible(page)} cannot be written: ${visible(said)}. Name a file in a directory that exists.`,
    )
  }
  tell(`Written: ${page}, and ${script}, which draws its timeline.`)
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
