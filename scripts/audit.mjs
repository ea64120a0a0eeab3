import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

// Asks the registry for known vulnerabilities of the packages that are bundled. Fails where there is one of at least moderate severity. A
// registry that keeps no advisories cannot tell: that is said loudly, and is no pass.
const root = fileURLToPath(new URL('..', import.meta.url))
const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { cwd: root, encoding: 'utf8' })

let report
try {
  report = JSON.parse(stdout ?? '')
} catch {
  report = {}
}
const counts = report.metadata?.vulnerabilities
if (counts === undefined) {
  const why = report.error?.summary || report.message || error?.message || 'no answer that could be read'
  const line = '!'.repeat(80)
  process.stderr.write(
    `${line}\nNOT AUDITED: the registry that npm is configured for does not answer for advisories (${String(why).split('\n')[0]}).\nRun "npm run check:audit" where it does.\n${line}\n`,
  )
} else {
  const { total = 0, info = 0, low = 0 } = counts
  const serious = total - info - low
  process.stdout.write(`audited: ${serious} known vulnerabilities of moderate severity or more, ${info + low} below\n`)
  if (serious > 0) {
    for (const [name, { severity, via }] of Object.entries(report.vulnerabilities ?? {}))
      process.stdout.write(`${name}: ${severity}: ${via.map((one) => one.url ?? one).join(', ')}\n`)
    process.exitCode = 1
  }
}
