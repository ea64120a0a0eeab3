/**
 * The vocabulary of the verifier, as types: plain readonly values that move one way, from inputs to report.
 * Every time is in milliseconds since the epoch, every duration in milliseconds, unless a name says otherwise.
 * Every string that came from outside (AWS, GitHub, registries, the service) is kept as it came: whoever prints it escapes it.
 */
import type { Paragraph } from './paragraphs.ts'

// ---------------------------------------------------------------------------------------------------------------- settings

export type Duration = number | 'auto'

/** One ECS service as the author named it. `label` is what people read: `cluster / service`. */
export interface ServiceRef {
  readonly cluster: string
  /** Name or ARN, as the API takes it. */
  readonly service: string
  readonly region: string
  readonly label: string
}

/** A parsed image reference. At least one of `tag` and `digest` is there. */
export interface ImageReference {
  /** Registry host and path: `123456789012.dkr.ecr.us-east-1.amazonaws.com/app`. */
  readonly repository: string
  readonly tag?: string
  /** `sha256:` and 64 hex digits. */
  readonly digest?: string
}

export type Selector =
  | { readonly kind: 'auto' }
  | { readonly kind: 'text' }
  | { readonly kind: 'json'; readonly expression: string }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'regex'; readonly pattern: string }

export type Header = readonly [name: string, value: string]

export interface ServedVersionSettings {
  readonly url: string
  readonly selector: Selector
  readonly headers: readonly Header[]
  readonly samples: number
}

/** One HTTP check of `feature-checks`, with `url` already absolute. */
export interface FeatureCheck {
  readonly name: string
  readonly url: string
  readonly method: string
  readonly headers: readonly Header[]
  readonly body?: string
  /** The only status that passes; without it any 2xx does. */
  readonly status?: number
  readonly contains?: string
  /** RE2. */
  readonly matches?: string
  /** JMESPath; compared with `equals`. */
  readonly json?: string
  readonly equals?: unknown
  readonly maxSeconds?: number
}

export type CompetingTriggers = 'disable' | 'report' | 'restore' | 'off'

/** What the runner says about the workflow run. */
export interface RunContext {
  /** `owner/name`; empty outside GitHub Actions. */
  readonly repository: string
  /** Address of GitHub's REST API. */
  readonly apiUrl: string
  readonly serverUrl: string
  readonly runId: string
  readonly workspace: string
  /** File name of the workflow: `deploy.yml`. */
  readonly workflow?: string
  /** `refs/heads/main`, `refs/tags/v1`: what was pushed; absent where the run was not started by a push. */
  readonly ref?: string
}

/** Everything the workflow's author asked for, validated. */
export interface Settings {
  readonly mode: 'verify' | 'audit'
  readonly services: readonly ServiceRef[]
  readonly commit: string
  readonly image?: ImageReference
  readonly container?: string
  /** ARN or `family:revision`. */
  readonly taskDefinition?: string
  readonly served?: ServedVersionSettings
  readonly expectedVersion?: string
  readonly versionFile?: string
  readonly imageVersionFile?: string
  /** RE2 with one capture group. */
  readonly versionPattern?: string
  readonly featureChecks: readonly FeatureCheck[]
  readonly timeout: Duration
  readonly stableFor: Duration
  readonly startTimeout: number
  readonly pollInterval: number
  readonly codebuildProjects: readonly string[]
  readonly competingTriggers: CompetingTriggers
  readonly stopCompetingBuilds: boolean
  readonly forceRestore: boolean
  readonly webhookToken?: string
  readonly paths: readonly string[]
  readonly githubToken?: string
  readonly requireImageProof: boolean
  readonly registryCredentials?: { readonly username: string; readonly password: string }
  readonly allowSuperseded: boolean
  readonly metricsNamespace?: string
  readonly reportPath: string
  /** Inputs that were given and have no effect beside the others: full sentences. */
  readonly withoutEffect?: readonly string[]
  readonly run: RunContext
  /** Values that must never be printed. */
  readonly secrets: readonly string[]
}

// ------------------------------------------------------------------------------------------------------------- expectation

export interface ExpectedVersion {
  readonly value: string
  readonly source: 'input' | 'version-file' | 'commit'
  /** The path of the version file, where `source` is that. */
  readonly path?: string
}

export interface Platform {
  /** `linux/arm64`, `linux/arm/v7`. */
  readonly platform: string
  readonly digest: string
}

/** What ties the image to the commit: a digest that the workflow passed, a tag that is the commit's SHA, evidence in it, or nothing. */
export type Binding = 'workflow-digest' | 'commit-tag' | 'evidence' | 'none'

export type EvidenceKind = 'revision-label' | 'revision-annotation' | 'provenance' | 'version-file'

/** One piece of what an image says about itself. */
export interface ImageEvidence {
  readonly kind: EvidenceKind
  /** `label org.opencontainers.image.revision (linux/arm64)`, `/app/modules/core/config.py in layer 7 of 9`. */
  readonly where: string
  readonly expected: string
  /** Empty where nothing was found. */
  readonly said: string
  /**
   * `contradicts` alone makes an image stale. `inherited`: names another repository or a commit that this repository does not
   * have, so it came from a base image and only informs. `not-read`: the role may not read it, or the registry does not tell, and need not. `unreadable`: the registry
   * gave other bytes than it should, which is never a pass.
   */
  readonly finding: 'agrees' | 'contradicts' | 'inherited' | 'absent' | 'not-read' | 'unreadable'
  readonly note?: string
  /** Of a file: when its layer was made, as the image's history says. */
  readonly madeAt?: number
}

/** What was read inside the image. `not-asked`: nothing inside is read, so nothing inside counts either way. */
export type EvidenceReading =
  | { readonly state: 'not-asked' }
  | { readonly state: 'reading' }
  | {
      readonly state: 'read'
      readonly items: readonly ImageEvidence[]
      /** When the image was built, as its config says: the latest of its platforms. */
      readonly createdAt?: number
    }

/** A tag that should mean the expected image, and means another one. */
export interface MovedTag {
  readonly tag: string
  readonly digest: string
}

/** An image that tasks run and that is not the expected one. */
export interface OtherImage {
  readonly digest: string
  readonly tags: readonly string[]
  readonly pushedAt?: number
  /** Whether it is another index of the very same platform images: the commit was built again, byte for byte alike. */
  readonly isRebuild: boolean
}

export interface ExpectedImage {
  readonly repository: string
  /** The tag it was found by. */
  readonly tag?: string
  /** The digest that the reference resolves to: an index's, or a manifest's. */
  readonly digest: string
  /** What a task may report: `digest` and, for an index, the digests of its runnable children. */
  readonly digests: readonly string[]
  readonly platforms: readonly Platform[]
  /** All tags that point at it; empty where not read. */
  readonly tags: readonly string[]
  readonly pushedAt?: number
  readonly createdAt?: number
  readonly binding: Binding
  readonly evidence: EvidenceReading
  /** Why its tags and push time could not be read, where they were refused. */
  readonly factsNotRead?: string
  /** For an image that the workflow named by its digest: tags of the commit that point at another image now. */
  readonly movedTags?: readonly MovedTag[]
  /** Images of the same repository that tasks run instead. */
  readonly others?: readonly OtherImage[]
}

export type ImageLookup =
  | { readonly state: 'found'; readonly image: ExpectedImage }
  | { readonly state: 'missing'; readonly repository: string; readonly searched: string }

/** What must be true of one service. */
export interface Expectation {
  readonly commit: string
  readonly version: ExpectedVersion
  /** Name of the verified container in the task definition. */
  readonly container: string
  readonly image: ImageLookup
  /** ARN or `family:revision` of the pinned task definition. */
  readonly taskDefinition?: string
}

/** What GitHub says about the commit; absent parts were not readable. */
export interface CommitFacts {
  readonly sha: string
  readonly committedAt?: number
  readonly subject?: string
  readonly author?: string
  readonly url?: string
}

/** How another commit relates to ours: `newer` contains it, `older` is contained in it. */
export type Kinship = 'newer' | 'older' | 'same' | 'diverged' | 'unknown'

/** The deployment that took the place of ours, as far as its image tells. */
export interface Successor {
  readonly kinship: Kinship
  readonly repository?: string
  readonly digest?: string
  /** The full SHA that its image says it is of. */
  readonly commit?: string
  /** Why the kinship is not known. */
  readonly why?: string
}

/**
 * What told the live commit: what the image that runs says of itself (label, annotation, provenance), its tag, or the version that the
 * service answers.
 */
export type LiveCommitSource = 'image' | 'tag' | 'served-version'

/** How far what is live lags behind the commit; under audit, behind the branch's head. */
export interface Drift {
  /** What the current deployment's tasks run. */
  readonly digest?: string
  /** The full SHA that is live, where it could be told. */
  readonly liveCommit?: string
  readonly toldBy?: LiveCommitSource
  /** The live commit as the commit sees it: `older` is behind. */
  readonly kinship: Kinship
  /** Commits that the commit has and the live one has not. */
  readonly commitsBehind?: number
  /** When the first of these was made. */
  readonly behindSince?: number
  /** Whether any of these touches `paths`. */
  readonly paths: 'touched' | 'untouched' | 'unknown' | 'not-asked'
  /** The first few files by which they touch `paths`. */
  readonly touched: readonly string[]
  /** Why a part of this is not known. */
  readonly why?: string
  /** What about `paths` may be a mistake, and did not decide. */
  readonly remark?: string
}

// ------------------------------------------------------------------------------------------------------------- observation

/** The answer to a question that a role may not be allowed to ask. */
export type Reading<T> =
  | { readonly state: 'read'; readonly value: T }
  | {
      readonly state: 'not-read'
      readonly why: string
      readonly action?: string
      readonly resource?: string
      readonly denied: boolean
    }

/** A container as its task definition describes it. */
export interface ContainerDefinitionPicture {
  readonly name: string
  readonly image: string
  readonly essential: boolean
  readonly hasHealthCheck: boolean
  /** Values of its plain environment variables: a served version that stands here word for word proves nothing about the image. */
  readonly environmentValues: readonly string[]
  readonly log?: { readonly group: string; readonly region?: string; readonly streamPrefix?: string }
}

export interface TaskDefinitionPicture {
  readonly arn: string
  readonly containers: readonly ContainerDefinitionPicture[]
  readonly registeredBy?: string
  readonly registeredAt?: number
}

/** An entry of `service.deployments`, or of `service.taskSets` under CODE_DEPLOY and EXTERNAL. */
export interface Rollout {
  readonly kind: 'deployment' | 'task-set'
  /** `ecs-svc/123…`; also what its tasks carry as `startedBy`. */
  readonly id: string
  /** PRIMARY, ACTIVE, INACTIVE, DRAINING, or what AWS adds. */
  readonly status: string
  /** ARN. */
  readonly taskDefinition: string
  readonly createdAt?: number
  readonly updatedAt?: number
  readonly desiredCount: number
  readonly runningCount: number
  readonly pendingCount: number
  readonly failedTasks: number
  readonly rolloutState?: string
  readonly rolloutStateReason?: string
  /** Digest of the verified container that ECS recorded for this rollout's service revision, where that could be read. */
  readonly revisionDigest?: string
  /** Task sets: STEADY_STATE or STABILIZING. */
  readonly stabilityStatus?: string
  readonly scalePercent?: number
  /** Task sets: ARNs of the target groups that its tasks are registered in. */
  readonly targetGroups?: readonly string[]
  /** Task sets: CodeDeploy's deployment id. */
  readonly externalId?: string
  readonly startedBy?: string
}

export interface LifecycleHook {
  readonly id: string
  /** AWS_LAMBDA, PAUSE. */
  readonly targetType: string
  readonly status: string
  readonly expiresAt?: number
  readonly timeoutAction?: string
}

/** A service deployment: the newer API's record of one rollout, its history included. */
export interface ServiceDeployment {
  readonly arn: string
  readonly status: string
  readonly statusReason?: string
  /** The number that ends the target revision's ARN; a deployment's id is `ecs-svc/` and the same number. */
  readonly revisionId?: string
  /** What the target revision runs, where the revision could be read. */
  readonly taskDefinition?: string
  readonly digest?: string
  readonly createdAt?: number
  readonly startedAt?: number
  readonly finishedAt?: number
  /** The following are there only where the deployment was described, not just listed. */
  readonly lifecycleStage?: string
  readonly hooks?: readonly LifecycleHook[]
  readonly productionTrafficWeight?: number
  readonly rollbackReason?: string
  readonly rollbackStartedAt?: number
  readonly circuitBreakerStatus?: string
  readonly triggeredAlarms?: readonly string[]
}

/** What CodeDeploy says of the deployment that drives a task set. */
export interface CodeDeployDeployment {
  readonly id: string
  /** Created, Queued, InProgress, Baking, Succeeded, Failed, Stopped, Ready. */
  readonly status: string
  /** Status of its `AllowTraffic` lifecycle event: Succeeded, InProgress, Pending, … */
  readonly allowTraffic?: string
  /** A lifecycle event that failed: the deployment fails after it, and may say so only a moment later. */
  readonly failedEvent?: string
  readonly errorMessage?: string
  readonly rollbackMessage?: string
  readonly rollbackDeploymentId?: string
  /** How long the traffic shift, the approval and the termination of the old tasks may take by its own configuration. */
  readonly waits: number
}

/** What was found of the verified container in a task. */
export type TaskContainer =
  | { readonly state: 'digest'; readonly digest: string }
  | { readonly state: 'no-digest'; readonly image: string }
  | { readonly state: 'absent' }

/** A task that is not stopped. */
export interface Task {
  readonly arn: string
  readonly taskDefinition: string
  /** `startedBy`: the id of its deployment or task set. */
  readonly rolloutId?: string
  readonly lastStatus: string
  readonly desiredStatus: string
  /** The task's health, or the verified container's own where only that has a check. */
  readonly health: string
  /** Whether its task definition has a health check, so that only HEALTHY counts. */
  readonly hasHealthCheck: boolean
  readonly container: TaskContainer
  /** How the verified container is where ECS says that it is not RUNNING, although its task may be: its state, exit code and reason. */
  readonly containerDown?: string
  readonly createdAt?: number
  readonly startedAt?: number
  readonly stoppingAt?: number
  /** Why it is stopping, where it is and ECS already says so. */
  readonly stopCode?: string
  readonly stoppedReason?: string
}

/** A task that stopped. Kept from the first time that it was seen, because ECS forgets it after an hour. */
export interface Stop {
  readonly taskArn: string
  readonly taskDefinition: string
  readonly rolloutId?: string
  readonly container: TaskContainer
  readonly createdAt?: number
  readonly startedAt?: number
  /** When the last of its containers had stopped; ECS clears up after it until `stoppedAt`. */
  readonly executionStoppedAt?: number
  readonly stoppedAt?: number
  readonly stopCode?: string
  readonly stoppedReason?: string
  /** Of each container that has an exit code or a reason; essential ones first. */
  readonly containers: readonly {
    readonly name: string
    readonly essential: boolean
    readonly exitCode?: number
    readonly reason?: string
  }[]
}

export interface ServiceEvent {
  readonly at: number
  readonly message: string
}

/** How a load balancer's rules send traffic: one entry for each rule that forwards to a target group of the service. */
export interface ListenerRuleWeights {
  readonly ruleArn: string
  readonly weights: readonly { readonly targetGroupArn: string; readonly weight: number }[]
}

/** One consistent look at one ECS service. */
export interface ServicePicture {
  readonly arn: string
  readonly name: string
  readonly clusterArn: string
  /** ACTIVE, DRAINING, INACTIVE. */
  readonly status: string
  /** Why this may be how the service was before an earlier look; absent where nothing speaks for that. */
  readonly doubt?: string
  readonly desiredCount: number
  /** ECS, CODE_DEPLOY, EXTERNAL. */
  readonly controller: string
  /** ROLLING, BLUE_GREEN, LINEAR, CANARY; ROLLING where AWS names none. */
  readonly strategy: string
  readonly schedulingStrategy: string
  /** ARN of the current task definition; of the PRIMARY task set's where the service itself names none. */
  readonly taskDefinition: string
  readonly rollbackEnabled: boolean
  readonly circuitBreakerEnabled: boolean
  readonly hasLoadBalancer: boolean
  /** ARNs of the target groups that its load balancers send requests to. */
  readonly targetGroups: readonly string[]
  /** The verified container: settled once, at the first look. */
  readonly container: string
  readonly rollouts: readonly Rollout[]
  /** ARN of the service deployment that the service itself calls its current one; it names none at first. */
  readonly currentServiceDeployment?: string
  /** Newest first. */
  readonly serviceDeployments: Reading<readonly ServiceDeployment[]>
  /** By CodeDeploy's deployment id. */
  readonly codeDeploy: Reading<readonly CodeDeployDeployment[]>
  /** Only under CODE_DEPLOY and EXTERNAL; target groups by task set id, and the weights of the rules that know them. */
  readonly traffic: Reading<{
    readonly targetGroups: readonly { readonly rolloutId: string; readonly targetGroupArns: readonly string[] }[]
    readonly rules: readonly ListenerRuleWeights[]
  }>
  /** By ARN: those of the rollouts and of the tasks. */
  readonly taskDefinitions: readonly TaskDefinitionPicture[]
  readonly tasks: readonly Task[]
  /** Every stop seen so far, oldest first. */
  readonly stops: readonly Stop[]
  /** Newest first. */
  readonly events: readonly ServiceEvent[]
  /** Bake, traffic shift and termination waits that the service's own configuration names, in all. */
  readonly configuredWaits: number
}

/** A look at one service: the picture, or why there is none. */
export interface Observation {
  /** When the look began: nothing in it is older. */
  readonly at: number
  /** Milliseconds by which AWS's clock, which times tasks and stops, is ahead of the run's; absent where they agree. */
  readonly clockOffset?: number
  /** Whether every task was described anew in this look, as the verdict needs it. */
  readonly full: boolean
  readonly service: ServicePicture
}

// -------------------------------------------------------------------------------------------------- served version, features

/** What a cache on the way said of itself. */
export type CacheEvidence = readonly Header[]

export type Answer =
  | {
      readonly state: 'read'
      readonly at: number
      readonly version: string
      readonly selectedBy: string
      readonly cache: CacheEvidence
      readonly finalUrl: string
    }
  | {
      readonly state: 'unreadable'
      readonly at: number
      readonly why: string
      readonly cache: CacheEvidence
      readonly finalUrl: string
      readonly httpStatus?: number
    }

export interface FeatureResult {
  readonly name: string
  readonly at: number
  readonly passed: boolean
  readonly expected: string
  readonly seen: string
}

// -------------------------------------------------------------------------------------------------------- competing pipeline

export type TriggerKind = 'webhook' | 'rule' | 'schedule' | 'pipeline'

/**
 * `live`: a push to a branch or a merge can start the project through it. `disabled`: it cannot any more, by this action's mark.
 * `harmless`: only other events start it (tags, open pull requests, releases), or its owner had it turned off. `protected`: it feeds
 * CodeBuild-hosted runners, so it is never touched. `mixed`: it feeds runners and is started by pushes too, so nothing can be done here.
 * `unknown`: it could not be read.
 */
export type TriggerState = 'live' | 'disabled' | 'harmless' | 'protected' | 'mixed' | 'unknown'

export interface Trigger {
  readonly kind: TriggerKind
  readonly project: string
  /** What names it to a person: a hook's URL, a rule's name. */
  readonly name: string
  readonly state: TriggerState
  /** What this run did to it. `unconfirmed`: a change was begun, and nobody has read whether it came through. */
  readonly change: 'none' | 'disabled' | 'restored' | 'refused' | 'unconfirmed'
  /** One sentence: what it reacts to, what was done, or what stands in the way. */
  readonly detail: string
  /** A command that undoes by hand what was done. */
  readonly undo?: string
}

export interface Build {
  readonly id: string
  readonly number?: number
  readonly project: string
  readonly status: string
  /** As CodeBuild gives it: a user's name, `rule/…`, `codepipeline/…`, `GitHub-Hookshot/…`. */
  readonly initiator: string
  /** The initiator as a person reads it: `user AVA_OLO`, `GitHub webhook`, `EventBridge rule nightly`. */
  readonly startedBy: string
  readonly origin: BuildOrigin
  readonly sourceVersion?: string
  readonly resolvedCommit?: string
  readonly startedAt?: number
  readonly endedAt?: number
  readonly running: boolean
  /** Whether this run stopped it. */
  readonly stopped: boolean
}

/**
 * How a build came to be started. `person`: an IAM user or somebody through SSO. `workflow`: a GitHub Actions job. `role`: any other
 * assumed role (Lambda, Step Functions, a script).
 */
export type BuildOrigin =
  'webhook' | 'rule' | 'schedule' | 'pipeline' | 'person' | 'workflow' | 'jenkins' | 'role' | 'unknown'

/** Why a thing about a competing pipeline could not be read or changed. */
export interface PipelineProblem {
  readonly project: string
  readonly message: string
  /** The IAM action that was refused. */
  readonly action?: string
  readonly resource?: string
  /** Whether promise 6 cannot be shown because of it. */
  readonly blocking: boolean
  /** Whether it was throttled, or a fault of the network or of AWS, so that another try may help. */
  readonly passing?: boolean
  /** Whose fault that is, where it is not that of AWS alone; `either`: of AWS or of GitHub. */
  readonly heldUpBy?: 'GitHub' | 'either'
  /** Whether pipelines of other regions were not looked for because of it, or not all of them. */
  readonly hidesPipelines?: boolean
}

export interface CompetingProject {
  readonly name: string
  readonly arn?: string
  readonly exists: boolean
  /**
   * Why it counts as competing: `named` by the workflow's author; found by `auto` and `shown` to push this image or to update this
   * service, or `not-shown`: then it is told, and neither changed nor held against the deploy.
   */
  readonly competing: 'named' | 'shown' | 'not-shown'
  /** What shows that it pushes this image or updates this service: one sentence each. */
  readonly evidence: readonly string[]
  readonly triggers: readonly Trigger[]
  /** Newest first; the last 30 days at most. */
  readonly builds: readonly Build[]
}

/** What is known of competing pipelines; the last reading replaces the first, what was changed stays listed. */
export interface CompetingPipelines {
  readonly handling: CompetingTriggers
  /** Whether projects of this repository were looked for, so that finding none is an answer. */
  readonly auto: boolean
  readonly region: string
  readonly readAt: number
  readonly projects: readonly CompetingProject[]
  readonly problems: readonly PipelineProblem[]
}

// ------------------------------------------------------------------------------------------------------------------- history

/** A deployment of a service as ECS remembers it, for 90 days. */
export interface PastDeployment {
  /** The number that ends its target revision's ARN. */
  readonly id: string
  /** PENDING, IN_PROGRESS, SUCCESSFUL, ROLLBACK_SUCCESSFUL, and what AWS adds. */
  readonly status: string
  readonly createdAt?: number
  readonly finishedAt?: number
  /** The verified container's image as the task definition names it. */
  readonly image?: string
  readonly digest?: string
  /** Tags that point at that digest now, and when it was pushed. */
  readonly tags: readonly string[]
  readonly pushedAt?: number
}

/** An earlier run of this workflow. */
export interface PastRun {
  readonly id: number
  readonly commit: string
  /** `push`, `workflow_dispatch`, … */
  readonly event: string
  /** `success`, `failure`, …; absent while it runs. */
  readonly conclusion?: string
  readonly createdAt?: number
  /** When its commit was made. */
  readonly committedAt?: number
}

/** What AWS and GitHub remember of the last deploys. */
export interface DeployHistory {
  /** Of which service: `cluster / service`. */
  readonly label: string
  /** Newest first: those under way, the last 20 that ended, and the one that these followed. */
  readonly deployments: Reading<readonly PastDeployment[]>
  /** What kept the images of the deployments, their tags or their push times from being read, where something did. */
  readonly images?: Extract<Reading<never>, { state: 'not-read' }>
  /** Newest first. */
  readonly runs: Reading<readonly PastRun[]>
}

/**
 * What a past deployment did. `took-effect`: it succeeded with another image than the one before. `no-effect`: it succeeded, and the very
 * image that ran before runs on: a green deploy of old code. `not-completed`: failed, stopped or rolled back.
 */
export type DeploymentEffect = 'took-effect' | 'no-effect' | 'not-completed' | 'under-way' | 'unknown'

export interface RatedDeployment {
  readonly id: string
  readonly effect: DeploymentEffect
  readonly createdAt?: number
  readonly finishedAt?: number
  readonly digest?: string
  /** The full SHA that a tag of its image names and a run of the workflow was for; the image need not hold it. */
  readonly commit?: string
  /** Who started the build by hand that ran when its image was pushed: `user AVA_OLO`; of one without effect, which brought no image, nobody. */
  readonly builtByHandBy?: string
  /** From the commit to the end of this deployment, in milliseconds, where it was the first to bring the commit live. */
  readonly pushToLive?: number
}

/** What the history shows when it is taken together. */
export interface DeployPattern {
  /** Newest first. */
  readonly deployments: readonly RatedDeployment[]
  /**
   * Pushes that this workflow ran for since the oldest deployment that is listed, and how many of them came live; absent where the runs or
   * the deployments were not read, or where nobody knows which commit one of these brought.
   */
  readonly pushes?: { readonly all: number; readonly live: number }
  /** Milliseconds; over those deployments that took effect and were the first of a known commit. */
  readonly medianPushToLive?: number
  /** The part of the time since the oldest of these pushes, from 0 to 1, in which production was behind a push. */
  readonly behindShare?: number
  /** Builds of the competing projects that a person started, in the last 30 days. */
  readonly manualBuilds?: number
}

// ------------------------------------------------------------------------------------------------------------------- verdict

export type CheckStatus = 'pass' | 'pending' | 'fail' | 'unknown' | 'not-checked'

export type CheckId =
  'image' | 'image-content' | 'deployment' | 'tasks' | 'served-version' | 'features' | 'one-pipeline'

export interface Check {
  readonly id: CheckId
  readonly status: CheckStatus
  readonly expected: string
  readonly seen: string
}

export type FailedCause =
  | 'image-missing'
  | 'image-unproven'
  | 'image-stale'
  | 'not-deployed'
  | 'superseded'
  | 'rolled-back'
  | 'rollout-failed'
  | 'tasks-failing'
  | 'digest-mismatch'
  | 'mixed-tasks'
  | 'rollout-timeout'
  | 'nothing-running'
  | 'version-mismatch'
  | 'version-mixed'
  | 'feature-failed'
  | 'competing-trigger'
  | 'service-not-found'

export type InconclusiveCause =
  | 'version-unreadable'
  | 'digest-unreadable'
  | 'access-denied'
  | 'credentials'
  | 'aws-unreachable'
  | 'invalid-input'
  | 'cancelled'
  | 'internal-error'

export type Cause = FailedCause | InconclusiveCause

/** What to do next: a sentence and, where there is one, the command or the lines to paste. */
export interface NextStep {
  readonly text: string
  readonly command?: string
  /** The section of the documentation about this very message; where absent, the page about the cause is about it. */
  readonly about?: Paragraph
}

/** Why the run ends, in plain words. All strings are plain text; outside text in them is not yet escaped. */
export interface Finding {
  readonly cause: Cause
  /** One sentence without a full stop, fit for a heading: `the image holds 3.3.5, not 3.3.6`. */
  readonly headline: string
  /** Expected, seen, since when, by whom: full sentences. */
  readonly explanation: string
  /** Where the explanation is a list of several things that are wrong: each of them by itself. */
  readonly problems?: readonly string[]
  /** What else was weighed on the way to this cause: full sentences. */
  readonly reasoning?: readonly string[]
  readonly nextStep: NextStep
  /** Neighbouring causes that were ruled out, and why: full sentences. */
  readonly ruledOut: readonly string[]
}

export type Verdict =
  | { readonly verdict: 'verified'; readonly headline: string; readonly notes: readonly string[] }
  | { readonly verdict: 'failed' | 'inconclusive'; readonly finding: Finding }

export type RecommendationId =
  | 'revision-label'
  | 'pin-by-digest'
  | 'immutable-tags'
  | 'circuit-breaker'
  | 'deregistration-delay'
  | 'one-pipeline'
  | 'health-check'
  | 'no-caching'
  | 'image-version-file'
  | 'version-url'
  | 'concurrency'
  | 'permissions'

/** What would keep this from happening again, by this run's evidence. All strings are plain text. */
export interface Recommendation {
  readonly id: RecommendationId
  /** What to do: one sentence. */
  readonly text: string
  /** What of this run speaks for it: one sentence. */
  readonly because: string
  /** What to paste, and in which language it is. */
  readonly lines?: { readonly text: string; readonly language: 'yaml' | 'sh' | 'json' | 'text' }
}

/** One service at the end of the run, as far as it became known. */
export interface ServiceOutcome {
  readonly ref: ServiceRef
  /** Absent where the run ended before it was decided, by another service or by an interruption. */
  readonly verdict?: Verdict
  readonly checks: readonly Check[]
  readonly expectation?: Expectation
  readonly observation?: Observation
  /** `startedBy` of the tasks of our deployment, where one was recognised. */
  readonly ourRolloutId?: string
  /** Where it was looked for: in an audit, and where the commit is not live. */
  readonly drift?: Drift
}

/** A moment worth a line in the timeline. */
export interface TimelineEntry {
  readonly at: number
  /** Where it lasted: when it ended. */
  readonly until?: number
  readonly what: string
  readonly section: 'GitHub' | 'CodeBuild' | 'Registry' | 'ECS' | 'Service' | 'Verdict'
}

/** What the run cost and met. */
export interface RunFigures {
  readonly startedAt: number
  readonly endedAt: number
  readonly looks: number
  readonly awsCalls: number
  readonly throttled: number
  /** Faults ridden out, by what went wrong: `ecs:DescribeTasks 503` → 2. */
  readonly faults: Readonly<Record<string, number>>
}

/** Everything the report tells. */
export interface RunOutcome {
  /** The action's own version. */
  readonly actionVersion: string
  readonly settings?: Settings
  /** The worst of the services' verdicts, or the run's own where it never came to them. */
  readonly verdict: Verdict
  readonly services: readonly ServiceOutcome[]
  /** Index into `services` of the one that decided. */
  readonly decisive: number
  readonly commit?: CommitFacts
  readonly answers: readonly Answer[]
  readonly features: readonly FeatureResult[]
  readonly pipelines?: CompetingPipelines
  /** The deployment that took the place of ours, where one did. */
  readonly successor?: Successor
  /** Last log lines of the first failing task; outside text, unmasked. */
  readonly logLines?: Reading<readonly string[]>
  readonly timeline: readonly TimelineEntry[]
  /** The last deploys of the first service. */
  readonly history?: DeployHistory
  readonly pattern?: DeployPattern
  readonly recommendations: readonly Recommendation[]
  readonly figures: RunFigures
}
