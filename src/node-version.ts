import { Ending } from './ending.ts'
import { aboutMessage } from './paragraphs.ts'

/** As `runs.using` in action.yml has it. */
const LEAST = 24

/**
 * Why this Node cannot run the action, where it is too old: it would fail somewhere, with what looks like a defect.
 * @param version as `process.versions.node` has it
 */
export function unfitNode(version: string): Ending | undefined {
  if (Number.parseInt(version, 10) >= LEAST) return undefined
  return new Ending(
    'invalid-input',
    'this action needs Node 24',
    `Expected Node 24 or newer, as "runs: using: node24" asks of the runner; this step runs on Node ${version}.`,
    {
      text: 'Update the runner: it must know node24, as version 2.327.1 and newer do. No call was made.',
      about: aboutMessage('the-node-of-the-runner-is-too-old'),
    },
  )
}
