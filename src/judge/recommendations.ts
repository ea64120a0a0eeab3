import type { Cause, Recommendation, RecommendationId, ServiceOutcome } from '../model.ts'
import { type Adviser, evidenceOf, type Told } from './recommendations/evidence.ts'
import { imageVersionFile, immutableTags, pinByDigest, revisionLabel } from './recommendations/image.ts'
import { permissions } from './recommendations/permissions.ts'
import { concurrency, onePipeline } from './recommendations/pipeline.ts'
import { circuitBreaker, deregistrationDelay, healthCheck, noCaching, versionUrl } from './recommendations/service.ts'

const ADVISERS: Readonly<Record<RecommendationId, Adviser>> = {
  'revision-label': revisionLabel,
  'pin-by-digest': pinByDigest,
  'immutable-tags': immutableTags,
  'circuit-breaker': circuitBreaker,
  'deregistration-delay': deregistrationDelay,
  'one-pipeline': onePipeline,
  'health-check': healthCheck,
  'no-caching': noCaching,
  'image-version-file': imageVersionFile,
  'version-url': versionUrl,
  concurrency,
  permissions,
}

/** The others hold for one service, which is named where there are several. */
const OF_THE_RUN: readonly RecommendationId[] = ['one-pipeline', 'permissions', 'no-caching', 'image-version-file']

/**
 * What may help against each cause, the most important first. What is not listed would be true, perhaps, and beside the point at that
 * moment: nobody who reads of a crash loop wants to hear of labels.
 */
const HELPFUL: Readonly<Record<Cause | 'verified', readonly RecommendationId[]>> = {
  verified: [
    'one-pipeline',
    'pin-by-digest',
    'immutable-tags',
    'revision-label',
    'version-url',
    'health-check',
    'deregistration-delay',
  ],
  'image-missing': ['one-pipeline', 'permissions'],
  // Its next step is the label.
  'image-unproven': ['one-pipeline', 'pin-by-digest', 'immutable-tags', 'permissions'],
  'image-stale': ['one-pipeline', 'revision-label', 'pin-by-digest', 'immutable-tags', 'permissions'],
  'not-deployed': ['pin-by-digest', 'immutable-tags', 'one-pipeline', 'permissions'],
  superseded: ['one-pipeline', 'concurrency', 'permissions'],
  'rolled-back': ['permissions'],
  'rollout-failed': ['circuit-breaker', 'permissions'],
  'tasks-failing': ['circuit-breaker', 'permissions'],
  'digest-mismatch': ['pin-by-digest', 'immutable-tags', 'one-pipeline', 'permissions'],
  'mixed-tasks': ['pin-by-digest', 'immutable-tags', 'deregistration-delay', 'one-pipeline', 'permissions'],
  'rollout-timeout': ['circuit-breaker', 'deregistration-delay', 'permissions'],
  'nothing-running': ['permissions'],
  'version-mismatch': [
    'no-caching',
    'one-pipeline',
    'image-version-file',
    'revision-label',
    'immutable-tags',
    'permissions',
  ],
  'version-mixed': ['no-caching', 'permissions'],
  'version-unreadable': [],
  'feature-failed': [],
  'competing-trigger': ['one-pipeline', 'permissions'],
  'digest-unreadable': ['pin-by-digest', 'permissions'],
  'access-denied': ['permissions'],
  // What ended these says nothing about the deploy.
  'service-not-found': [],
  credentials: [],
  'aws-unreachable': [],
  'invalid-input': [],
  cancelled: [],
  'internal-error': [],
}

const MOST = 5
const MOST_WHEN_VERIFIED = 3

/**
 * What would keep this from happening again: what follows from this run's evidence and from nothing else, the most important first. A
 * failed run is told about the service that decided; a verified one about whatever of its services is held by luck.
 * @param outcome the run, not yet redacted or already redacted alike
 */
export function recommendationsOf(outcome: Told): readonly Recommendation[] {
  const { verdict, services, decisive } = outcome
  const cause = verdict.verdict === 'verified' ? 'verified' : verdict.finding.cause
  const isGood = cause === 'verified'
  const subjects = isGood ? services : services.slice(decisive, decisive + 1)
  const found = HELPFUL[cause].flatMap((id) => {
    for (const service of subjects) {
      const advice = ADVISERS[id](evidenceOf(outcome, service, cause))
      if (advice !== undefined) return [services.length > 1 ? named(advice, service) : advice]
    }
    return []
  })
  return found.slice(0, isGood ? MOST_WHEN_VERIFIED : MOST)
}

function named(advice: Recommendation, { ref }: ServiceOutcome): Recommendation {
  return OF_THE_RUN.includes(advice.id) ? advice : { ...advice, because: `${ref.label}: ${advice.because}` }
}
