import { summaryOf } from '../../src/report/summary.ts'
import type { Report } from './read-report.ts'

/**
 * The job summary as the action wrote it, byte for byte, from the report of the same version of the action. What the report says is
 * escaped here, as if it came from outside.
 * @param docsUrl the folder of the documentation, where it is not the one that the report names
 */
export function summaryOfReport({ outcome, context }: Report, docsUrl = context.docsUrl): string {
  return summaryOf(outcome, { ...context, docsUrl })
}
