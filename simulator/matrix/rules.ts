import type { Cell, FaultName, SpanName } from './cells.ts'
import type { World } from './worlds.ts'

/** What a run may end with: a cause, or nothing where it verifies. */
export type End = string

/** What a call is for. */
export type Kind =
  | 'service'
  | 'deployments'
  | 'image'
  | 'inside'
  | 'expected version'
  | 'served'
  | 'trigger write'
  | 'trigger'
  | 'explains'

/** By contract, "What a refusal means". The first that matches. */
const KINDS: readonly (readonly [calls: RegExp, kind: Kind])[] = [
  [/^cloudwatch:/, 'explains'],
  [/^ecs:(DescribeServices|DescribeTaskDefinition|ListTasks|DescribeTasks)$/, 'service'],
  [/^ecs:(ListServiceDeployments|DescribeServiceDeployments)$/, 'deployments'],
  [/^ecr:(BatchGetImage|DescribeImages)$|^oci:.*(manifests|v2-token)/, 'image'],
  [/^ecr:|^s3:|^oci:/, 'inside'],
  [/^github:GET .*\/contents\//, 'expected version'],
  [/^app:/, 'served'],
  [/:(Update|Put|Stop|Disable|Enable)\w+$|PATCH/, 'trigger write'],
  [/^(codebuild|events|scheduler|codepipeline):|\/hooks\//, 'trigger'],
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
 * traffic shifts, and history elsewhere; images that are found otherwise are not searched for.
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
  trigger: {
    passing: ['competing-trigger'],
    spoiled: ['competing-trigger'],
    slow: ['', 'competing-trigger'],
    denied: ['competing-trigger', ''],
    expired: ['credentials'],
    skew: [''],
    changed: ['competing-trigger', ''],
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
    case 'changed':
      return kind === 'served' || kind === 'explains' || kind === 'service' || kind.startsWith('trigger')
        ? ['']
        : [...ever, '']
    case 'denied':
    case 'expired':
      return [...ever, '']
  }
}

export function kindOf(call: string): Kind {
  return KINDS.find(([calls]) => calls.test(call))?.[1] ?? 'explains'
}

/**
 * What a cell may end with. Where the commit is not live, its own end, or what the fault itself means where it hides that; it is never
 * verified.
 */
export function allowedEnds({ call, fault, span }: Cell, { end, instead = [], audit = false }: World): readonly End[] {
  const ends = endsOf(kindOf(call), CLASSES[fault], span, audit)
  if (end === '') return ends
  return [end, ...instead, ...ends.filter((other) => other !== '')]
}
