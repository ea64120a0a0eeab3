import type { Story } from '../story.ts'
import { aRollingDeploy } from './a-rolling-deploy.ts'
import { theExpiredCredentials, theRefusedCall, theThrottledMinute, theOutage, theBadWire } from './aws-in-the-way.ts'
import { theImageThatCannotBePulled, theCodeThatExits, theCodeThatEatsMemory } from './crash-loops.ts'
import { mixedDigests } from './mixed-digests.ts'
import {
  theTagThatWasTakenBack,
  theClusterWithoutRoom,
  theDigestsThatNobodyTells,
  theServiceThatIsNotThere,
  theInputThatIsNone,
  theImageOutsideEcr,
} from './more-ways-to-fail.ts'
import { theDesiredCountOfZero } from './nothing-runs.ts'
import {
  theDaemon,
  theWorkerThatCrashesLate,
  theEssentialSidecar,
  theBigService,
  theTwoServices,
  theCancelledJob,
} from './other-kinds-of-service.ts'
import {
  everyTriggerAtOnce,
  thePipelineReopened,
  theProjectFoundByItself,
  theRulesThatNobodyMayRead,
  theRuleWithAnotherTarget,
  theWebhookSwitchedOffAtGitHub,
} from './one-pipeline.ts'
import { theWebhookThatStays, theRunnersWebhook, theHarmlessWebhook, theMixedWebhook } from './other-pipelines.ts'
import {
  theRollbackToTheOldDeployment,
  theRollbackWithTheSameTaskDefinition,
  theFailureWithNoRollback,
} from './rollbacks.ts'
import { theBuildThatNeverRan } from './the-build-that-never-ran.ts'
import { theDrainingTask, theBatchesWithLongDraining } from './the-draining-task.ts'
import { theFixedDeploy } from './the-fixed-deploy.ts'
import {
  theImageOfAnotherCommitsBuild,
  theImageThatSaysNothing,
  theImageWithAnotherCommitsLabel,
  theImageWithOldCode,
  theImageBuiltBeforeTheCommit,
} from './the-image-with-old-code.ts'
import { theDeploymentThatDidNotLast, theOtherPipelinesDeployment } from './the-other-pipelines-deployment.ts'
import { theTagPushedAgain } from './the-tag-pushed-again.ts'
import { theBlueGreenWithABakeTime, theCodeDeployShift, theCanary, theExternalController } from './traffic-shifts.ts'
import {
  theCacheInFront,
  theAlternatingAnswers,
  thePageForEverything,
  theAddressThatNeverAnswers,
  theFeatureThatWorks,
  theBrokenFeature,
} from './what-the-url-says.ts'

/** Every story, in the order in which a reader would want them. */
export const stories: readonly Story[] = [
  theImageWithOldCode,
  theImageBuiltBeforeTheCommit,
  theImageWithAnotherCommitsLabel,
  theImageOfAnotherCommitsBuild,
  theImageThatSaysNothing,
  theFixedDeploy,
  aRollingDeploy,
  theBuildThatNeverRan,
  theTagPushedAgain,
  theOtherPipelinesDeployment,
  theDeploymentThatDidNotLast,
  theRollbackToTheOldDeployment,
  theRollbackWithTheSameTaskDefinition,
  theFailureWithNoRollback,
  theImageThatCannotBePulled,
  theCodeThatExits,
  theCodeThatEatsMemory,
  mixedDigests,
  theDesiredCountOfZero,
  theExpiredCredentials,
  theRefusedCall,
  theThrottledMinute,
  theOutage,
  theBadWire,
  theDrainingTask,
  theBatchesWithLongDraining,
  theBlueGreenWithABakeTime,
  theCodeDeployShift,
  theCanary,
  theExternalController,
  theDaemon,
  theWorkerThatCrashesLate,
  theEssentialSidecar,
  theBigService,
  theTwoServices,
  theCancelledJob,
  theCacheInFront,
  theAlternatingAnswers,
  thePageForEverything,
  theAddressThatNeverAnswers,
  theFeatureThatWorks,
  theBrokenFeature,
  theWebhookThatStays,
  theRunnersWebhook,
  theHarmlessWebhook,
  theMixedWebhook,
  everyTriggerAtOnce,
  theWebhookSwitchedOffAtGitHub,
  theRuleWithAnotherTarget,
  theRulesThatNobodyMayRead,
  thePipelineReopened,
  theProjectFoundByItself,
  theTagThatWasTakenBack,
  theClusterWithoutRoom,
  theDigestsThatNobodyTells,
  theServiceThatIsNotThere,
  theInputThatIsNone,
  theImageOutsideEcr,
]
