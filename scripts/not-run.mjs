// A reporter of Jest. A test whose title says that it was NOT RUN is easily overlooked among thousands: all of them come last.
export const notRun = (testResults) =>
  testResults.flatMap((file) =>
    file.testResults.map(({ fullName }) => fullName).filter((name) => name.includes('NOT RUN')),
  )

export default class NotRun {
  onRunComplete(_, { testResults }) {
    const names = notRun(testResults)
    if (names.length > 0) process.stdout.write(`\n${names.length} tests say so:\n${names.join('\n')}\n`)
  }
}
