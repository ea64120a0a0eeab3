/** Worlds that once were, or easily could be, called verified although they are not. */
import type { Plan } from './plan.ts'

/** A rolling deploy of two tasks that goes well: what the other plans are made from. */
export const plain: Plan = {
  seed: 1,
  service: {
    kind: 'rolling',
    daemon: false,
    tasks: 2,
    balanced: true,
    deregistration: 5,
    healthCheck: true,
    sidecar: false,
    percents: [100, 200],
    breaker: 'none',
    alarms: false,
    bakeMinutes: 0,
    earlySuccess: 'none',
    pauseHook: false,
    shift: 'AllAtOnce',
    terminationMinutes: 0,
    terminatesBlue: true,
    versionConsistency: true,
    quirks: {
      hidesRolloutState: false,
      completesWhileDraining: false,
      rollbackTo: 'old',
      drainingWeight: 0,
      capacity: undefined,
      protectedTasks: 0,
      hidesDigests: false,
      imageText: 'plain',
      guardDuty: false,
      hidesCurrentServiceDeployment: false,
      drainingCountsAgainstMaximum: true,
    },
    slowness: 1,
  },
  image: {
    index: false,
    reportsChild: false,
    pushedAt: -900,
    behaviour: { kind: 'healthy' },
    oldCode: false,
    named: 'found',
    reference: 'commit-tag',
  },
  deployment: { at: -600, promoteAfter: 20, deleteAfter: 5 },
  events: [],
  appFaults: [],
  awsFaults: [],
  lags: [],
  companions: [],
  latency: 0,
  retries: false,
  settings: {
    timeout: 300,
    startTimeout: 60,
    stableFor: 'auto',
    pollInterval: 5,
    samples: 1,
    asksVersion: false,
    pinsTaskDefinition: false,
  },
  pipeline: { project: 'none', handling: 'disable' },
  cancelAt: undefined,
}

const { service, image, settings } = plain

/** Plans by what is true in them, with the verdict or cause that they must get. */
export const crafted: Readonly<Record<string, { readonly plan: Plan; readonly verdict: string }>> = {
  'CodeDeploy has begun to shift the traffic from ours to a newer task set': {
    plan: {
      ...plain,
      service: { ...service, kind: 'code-deploy', shift: 'Canary10Percent1Minutes' },
      events: [{ at: -60, what: { kind: 'compete', how: 'own-tag' } }],
    },
    verdict: 'superseded',
  },
  'half of the traffic has left ours and one answer is still of ours': {
    plan: {
      ...plain,
      service: { ...service, kind: 'code-deploy', shift: 'Linear50PercentEvery1Minutes' },
      settings: { ...settings, asksVersion: true },
      events: [{ at: -60, what: { kind: 'compete', how: 'own-tag' } }],
    },
    verdict: 'superseded',
  },
  'an old task set that nobody ended shares the target group of ours': {
    plan: {
      ...plain,
      deployment: { at: -200, promoteAfter: 20, deleteAfter: 5 },
      service: { ...service, kind: 'code-deploy', terminatesBlue: false },
      events: [{ at: -500, what: { kind: 'compete', how: 'own-tag' } }],
    },
    verdict: 'mixed-tasks',
  },
  'a task of ours is dying of a defect within stable-for': {
    plan: {
      ...plain,
      service: { ...service, tasks: 3 },
      image: { ...image, behaviour: { kind: 'crashes', after: 470, exitCode: 1, times: 1 } },
      settings: { ...settings, stableFor: 60, pollInterval: 1 },
      deployment: { at: -480, promoteAfter: 1, deleteAfter: 1 },
    },
    verdict: 'verified',
  },
}
