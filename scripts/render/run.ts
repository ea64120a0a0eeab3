import { render } from './command.ts'

// npm runs scripts in the package's own directory; paths are meant from where it was called.
const calledFrom = process.env['npm_lifecycle_event'] === 'render' ? process.env['INIT_CWD'] : undefined

// Whoever reads only the beginning (`| head`) has what they want.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await render(process.argv.slice(2), {
  directory: calledFrom ?? process.cwd(),
  print: (text) => {
    process.stdout.write(text)
  },
  tell: (line) => {
    process.stderr.write(`${line}\n`)
  },
})
