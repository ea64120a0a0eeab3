import type { Cell, FaultName, SpanName } from './cells.ts'
import type { World } from './worlds.ts'

/** What a run may end with: a cause, or nothing where it verifies. */
export type End = string

const STAYS_UNNAMED = 'a competing project that nobody named stays'
const STAYS_FAR = 'a pipeline in another region with a schedule stays open'

/** What a call is for. */
export type Kind =
  | 'service'
  | 'deployments'
  | 'image'
  | 'inside'
  | 'attached'
  | 'expected version'
  | 'served'
  | 'excuse'
  | 'trigger write'
  | 'trigger history'
  | 'trigger'
  | 'explains'

/** By contract, "What a refusal means". The first that matches. */
const KINDS: readonly (readonly [calls: RegExp, kind: Kind])[] = [
  // The tags that a registry lists only add to those that are asked for.
  [/^cloudwatch:|^oci:.*\/tags\//, 'explains'],
  [/^ecs:(DescribeServices|DescribeTaskDefinition|ListTasks|DescribeTasks)$/, 'service'],
  [/^ecs:(ListServiceDeployments|DescribeServiceDeployments)$/, 'deployments'],
  [/^ecr:(BatchGetImage|DescribeImages)$|^oci:.*(manifests|v2-token)/, 'image'],
  [/^ecr:ListImageReferrers$|^oci:.*referrers/, 'attached'],
  [/^ecr:|^s3:|^oci:/, 'inside'],
  [/^github:GET .*\/contents\//, 'expected version'],
  [/^app:/, 'served'],
  [/:(Update|Put|Stop|Disable|Enable)\w+$|PATCH/, 'trigger write'],
  [/^codebuild:(ListBuildsForProject|BatchGetBuilds)$/, 'trigger history'],
  [/^(codebuild|events|scheduler|codepipeline):|\/hooks\//, 'trigger'],
  [/\/compare\//, 'excuse'],
  [/./, 'explains'],
]

type FaultClass = 'passing' | 'spoiled' | 'slow' | 'denied' | 'expired' | 'skew' | 'changed'

const CLASSES: Readonly<Record<FaultName, FaultClass>> = {
  throttled: 'passing',
  '500': 'passing',
  '503 HTML': 'passing',
  refused: 'passing',
  reset: 'passing',
  'reset midway': 'passing',
  hung: 'passing',
  slow: 'slow',
  truncated: 'spoiled',
  empty: 'spoiled',
  denied: 'denied',
  expired: 'expired',
  skew: 'skew',
  'unknown values': 'changed',
  'nothing in it': 'changed',
}

/**
 * What a fault that lasts for ever may end a run with whose commit is live; `''` verifies.
 *
 * What is needed and never comes is `aws-unreachable`; what only explains changes nothing; a trigger that cannot be read or changed is
 * one that may be live. Bytes that do not match their digest are `digest-unreadable`. Text of the application or of GitHub that is cut
 * with its length told is a text like any other: it holds no version, or none that is expected. Service deployments are needed where
 * traffic shifts, and history elsewhere; images that are found otherwise are not searched for. What is attached to an image is needed only
 * where a proof hangs on it.
 */
const FOR_EVER: Readonly<Record<Kind, Readonly<Record<FaultClass, readonly End[]>>>> = {
  service: {
    passing: ['aws-unreachable'],
    spoiled: ['aws-unreachable'],
    slow: ['', 'aws-unreachable'],
    denied: ['access-denied'],
    expired: ['credentials'],
    skew: [''],
    // A task in a state that nobody knows may still answer: by promise 2 it counts, so that old tasks count beside ours.
    changed: ['', 'aws-unreachable', 'digest-unreadable', 'rollout-timeout', 'service-not-found', 'mixed-tasks'],
  },
  deployments: {
    passing: ['aws-unreachable', ''],
    spoiled: ['aws-unreachable', ''],
    slow: ['', 'aws-unreachable'],
    denied: ['access-denied', ''],
    expired: ['credentials', ''],
    skew: [''],
    changed: ['', 'aws-unreachable', 'rollout-timeout'],
  },
  image: {
    passing: ['aws-unreachable', ''],
    spoiled: ['aws-unreachable', 'digest-unreadable', ''],
    slow: ['', 'aws-unreachable'],
    denied: ['access-denied', ''],
    expired: ['credentials', 'access-denied'],
    skew: [''],
    changed: ['', 'aws-unreachable', 'digest-unreadable', 'image-missing'],
  },
  inside: {
    passing: ['aws-unreachable'],
    spoiled: ['aws-unreachable', 'digest-unreadable'],
    slow: ['', 'aws-unreachable'],
    denied: ['access-denied', ''],
    // S3 does not tell whose token it is that was over.
    expired: ['credentials', 'access-denied', 'digest-unreadable', ''],
    skew: [''],
    changed: ['', 'aws-unreachable', 'digest-unreadable'],
  },
  attached: {
    passing: [''],
    spoiled: [''],
    slow: [''],
    denied: [''],
    expired: ['credentials', ''],
    skew: [''],
    changed: [''],
  },
  'expected version': {
    passing: ['version-unreadable'],
    spoiled: ['version-unreadable', 'invalid-input'],
    slow: ['', 'version-unreadable'],
    denied: ['access-denied'],
    expired: ['access-denied', 'credentials'],
    skew: [''],
    changed: [''],
  },
  served: {
    passing: ['version-unreadable'],
    spoiled: ['version-unreadable', 'version-mismatch'],
    slow: ['', 'version-unreadable'],
    denied: ['version-unreadable'],
    expired: ['version-unreadable'],
    skew: [''],
    changed: ['version-unreadable'],
  },
  // A write whose answer is lost took effect, and is read back.
  'trigger write': {
    passing: ['competing-trigger', ''],
    spoiled: ['competing-trigger', ''],
    slow: ['', 'competing-trigger'],
    denied: ['competing-trigger', ''],
    expired: ['credentials', 'competing-trigger'],
    skew: [''],
    changed: ['competing-trigger', ''],
  },
  // Builds decide nothing, but with `auto` whether a project competes.
  'trigger history': {
    passing: ['', 'competing-trigger'],
    spoiled: ['', 'competing-trigger'],
    slow: ['', 'competing-trigger'],
    denied: ['', 'competing-trigger'],
    expired: ['credentials'],
    skew: [''],
    changed: ['', 'competing-trigger'],
  },
  trigger: {
    passing: ['competing-trigger'],
    spoiled: ['competing-trigger'],
    slow: ['', 'competing-trigger'],
    denied: ['competing-trigger', ''],
    // GitHub's token is another one than AWS's: its refusal is one about a trigger.
    expired: ['credentials', 'competing-trigger'],
    skew: [''],
    changed: ['competing-trigger', ''],
  },
  // Unless GitHub shows that the other commit contains ours, or that no newer one matters, the run ends as it does without the excuse.
  excuse: {
    passing: ['superseded', 'image-missing'],
    spoiled: ['superseded', 'image-missing'],
    slow: ['', 'superseded', 'image-missing'],
    denied: ['superseded', 'image-missing'],
    expired: ['superseded', 'image-missing'],
    skew: [''],
    changed: ['superseded', 'image-missing', ''],
  },
  explains: {
    passing: [''],
    spoiled: [''],
    slow: [''],
    denied: [''],
    expired: ['', 'credentials'],
    skew: [''],
    changed: [''],
  },
}

/** Calls that are made again and again: a spoiled answer is made good by the next one. */
const RETRIED: ReadonlySet<Kind> = new Set(['service', 'served', 'explains'])

/** What may pass must have passed by the end; what ends a run at once ends it, however short it is. */
function endsOf(kind: Kind, fault: FaultClass, span: SpanName, isAudit: boolean): readonly End[] {
  const ever = FOR_EVER[kind][fault]
  if (span === 'ever') return ever
  // An audit looks once, and has a minute for it.
  if (isAudit && span === 'while') return [...ever, '']
  switch (fault) {
    case 'passing':
    case 'slow':
    case 'skew':
      return ['']
    case 'spoiled':
      return RETRIED.has(kind) || kind.startsWith('trigger') ? [''] : [...ever, '']
    // A trigger in a state that nobody knew was not disabled, and so is open when it can be read again.
    case 'changed':
      return RETRIED.has(kind) ? [''] : [...ever, '']
    case 'denied':
    case 'expired':
      return [...ever, '']
  }
}

/** Faults that leave nothing of an answer to read. */
const NEVER_READ: readonly FaultName[] = [
  'throttled',
  '500',
  '503 HTML',
  'refused',
  'reset',
  'reset midway',
  'hung',
  'truncated',
  'empty',
]

/**
 * Cells in which the fault does not hide the truth but makes another: what the contract says of such an answer is that nothing stands
 * against the deploy.
 */
const ANOTHER_TRUTH: readonly {
  readonly world: string
  readonly call: string
  readonly fault: FaultName
  /** Of this member, or of one in it. Absent: of any, or of all. */
  readonly path?: string
  /** Absent: however long it lasts. */
  readonly span?: SpanName
}[] = [
  // `auto` disables what is shown to push this image: a variable without a name, or of a kind that nobody knows, shows nothing.
  { world: STAYS_UNNAMED, call: 'codebuild:BatchGetProjects', fault: 'unknown values' },
  {
    world: STAYS_UNNAMED,
    call: 'codebuild:BatchGetProjects',
    fault: 'nothing in it',
    path: 'projects[].environment',
  },
  // AWS refuses StartBuild without the parameter that names the project, so that such a schedule starts nothing.
  {
    world: 'a schedule that calls StartBuild stays open',
    call: 'scheduler:GetSchedule',
    fault: 'nothing in it',
    path: 'Target.Input',
  },
  // Pipelines of other regions are looked for by the names that builds tell. Builds inform; that they are not read is told, and never decides.
  { world: STAYS_FAR, call: 'codebuild:ListBuildsForProject', fault: 'denied' },
  { world: STAYS_FAR, call: 'codebuild:BatchGetBuilds', fault: 'denied' },
  ...NEVER_READ.flatMap((fault) =>
    ['codebuild:ListBuildsForProject', 'codebuild:BatchGetBuilds'].map(
      (call) => ({ world: STAYS_FAR, call, fault, span: 'ever' }) as const,
    ),
  ),
  // A run is over before the while is.
  ...(['while', 'ever'] as const).flatMap((span) => [
    { world: STAYS_FAR, call: 'codebuild:ListBuildsForProject', fault: 'nothing in it', span } as const,
    { world: STAYS_FAR, call: 'codebuild:BatchGetBuilds', fault: 'nothing in it', span } as const,
  ]),
  { world: STAYS_FAR, call: 'codebuild:BatchGetBuilds', fault: 'nothing in it', path: 'builds[].initiator' },
  // An action without a region of its own runs in its pipeline's, where the project is another one.
  {
    world: STAYS_FAR,
    call: 'codepipeline:GetPipeline',
    fault: 'nothing in it',
    path: 'pipeline.stages[].actions[].region',
  },
  // A region that the account has not turned on answers so.
  { world: STAYS_FAR, call: 'codepipeline:GetPipeline', fault: 'expired' },
]

/** Whether the fault itself makes the commit live, or the trigger none. */
export function makesItLive({ world, call, fault, span, path = '' }: Cell): boolean {
  return ANOTHER_TRUTH.some(
    (one) =>
      one.world === world &&
      one.call === call &&
      one.fault === fault &&
      path.startsWith(one.path ?? '') &&
      (one.span ?? span) === span,
  )
}

export function kindOf(call: string): Kind {
  return KINDS.find(([calls]) => calls.test(call))?.[1] ?? 'explains'
}

/**
 * What a cell may end with. Where the commit is not live, its own end, or what the fault itself means where it hides that; it is never
 * verified.
 */
export function allowedEnds(cell: Cell, { end, instead = [], audit = false }: World): readonly End[] {
  const { call, fault, span } = cell
  const ends = endsOf(kindOf(call), CLASSES[fault], span, audit)
  if (end === '') return ends
  return [...new Set([end, ...instead, ...ends.filter((other) => other !== ''), ...(makesItLive(cell) ? [''] : [])])]
}
