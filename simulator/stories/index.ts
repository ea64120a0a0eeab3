import type { Story } from '../story.ts'
import { aRollingDeploy } from './a-rolling-deploy.ts'
import { theExpiredCredentials, theRefusedCall, theThrottledMinute } from './aws-in-the-way.ts'
import { theCodeThatEatsMemory, theCodeThatExits, theImageThatCannotBePulled } from './crash-loops.ts'
import { mixedDigests } from './mixed-digests.ts'
import { theDesiredCountOfZero } from './nothing-runs.ts'
import {
  theBigService,
  theCancelledJob,
  theDaemon,
  theEssentialSidecar,
  theTwoServices,
  theWorkerThatCrashesLate,
} from './other-kinds-of-service.ts'
import {
  theFailureWithNoRollback,
  theRollbackToTheOldDeployment,
  theRollbackWithTheSameTaskDefinition,
} from './rollbacks.ts'
import { theBuildThatNeverRan } from './the-build-that-never-ran.ts'
import { theBatchesWithLongDraining, theDrainingTask } from './the-draining-task.ts'
import { theFixedDeploy } from './the-fixed-deploy.ts'
import { theImageWithOldCode } from './the-image-with-old-code.ts'
import { theOtherPipelinesDeployment } from './the-other-pipelines-deployment.ts'
import { theTagPushedAgain } from './the-tag-pushed-again.ts'
import { theBlueGreenWithABakeTime, theCodeDeployShift } from './traffic-shifts.ts'

/** Every story, in the order in which a reader would want them. */
export const stories: readonly Story[] = [
  theImageWithOldCode,
  theFixedDeploy,
  aRollingDeploy,
  theBuildThatNeverRan,
  theTagPushedAgain,
  theOtherPipelinesDeployment,
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
  theDrainingTask,
  theBatchesWithLongDraining,
  theBlueGreenWithABakeTime,
  theCodeDeployShift,
  theDaemon,
  theWorkerThatCrashesLate,
  theEssentialSidecar,
  theBigService,
  theTwoServices,
  theCancelledJob,
]
