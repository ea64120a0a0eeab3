import { policy } from './command.ts'

// Whoever reads only the beginning (`| head`) has what they want.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = policy(process.argv.slice(2), {
  print: (text) => {
    process.stdout.write(text)
  },
  tell: (line) => {
    process.stderr.write(`${line}\n`)
  },
})
