/**
 * Where the documentation explains a message: a page in its folder, and a section of it. Every input that can be refused has a section
 * there, every call to AWS that can be, and every other message of a cause that has several; a cause with one message has a page.
 */
export type Paragraph = `${string}.md#${string}`

/** Sections of `docs/troubleshooting.md` that messages lead to. */
export const MESSAGES = [
  'the-node-of-the-runner-is-too-old',
  'no-aws-credentials-were-found',
  'the-aws-credentials-have-expired',
  'aws-does-not-accept-the-credentials',
  'the-registry-does-not-let-this-run-read-the-image',
  'the-version-file-cannot-be-read-from-github',
  'there-is-no-such-service-or-cluster',
  'the-service-is-not-active',
  'the-image-manifest-cannot-be-read',
  'the-registry-handed-out-other-bytes',
  'ecr-does-not-hand-the-image-out',
  'what-the-image-says-about-itself-is-unreadable',
  'ecs-reports-no-digest',
  'aws-could-not-be-read',
  'the-registry-could-not-be-read',
  'the-served-version-could-not-be-read',
  'no-answer-was-read-in-the-time-that-was-left',
  'the-expected-version-could-not-be-read',
  'another-pipeline-can-still-overwrite-the-deploy',
  'outputs-not-set',
  'not-restored',
  'inputs-without-effect',
  'the-report-could-not-be-written',
  'the-job-summary-could-not-be-written',
  'metrics-not-published',
  'remarks-of-a-verified-run',
  'not-read',
] as const

export type Message = (typeof MESSAGES)[number]

export const aboutMessage = (message: Message): Paragraph => `troubleshooting.md#${message}`

/** @param inputs the input that a refusal is about comes first; several are listed together */
export function aboutInput(...inputs: readonly string[]): Paragraph {
  const [only = '', ...others] = inputs
  return others.length === 0 ? `refused-inputs.md#${only}` : 'refused-inputs.md#all-inputs'
}

/** @param action an IAM action, which AWS may have named: one that has no section leads to the head of the page */
export const aboutCall = (action: string): Paragraph =>
  `refused-calls.md#${action.toLowerCase().replaceAll(/[^a-z0-9-]/g, '')}`

/** A report that was changed, or whose secrets were hidden, may hold anything in its place. */
export const isParagraph = (text: string): text is Paragraph => /^[a-z-]{1,40}\.md#[a-z0-9-]{1,80}$/.test(text)
