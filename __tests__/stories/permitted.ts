/** The policy that a run of a story needs, as its author would have it printed. */
import { policy as policyCommand } from '../../scripts/policy/command.ts'
import type { Policy } from '../../simulator/iam.ts'
import type { Run } from '../../simulator/matrix/asked.ts'
import { FAR } from '../../simulator/stories/triggers.ts'

export const PLACE = ['--region', 'us-east-1', '--account', '123456789012']
export const far = (service: string, resource: string): string => `arn:aws:${service}:${FAR}:123456789012:${resource}`

/** What stands in front of the project in the stories, as somebody names it who has seen a report. */
export const TRIGGERS = [
  '--rule nightly --rule on-image --rule orders/on-order --role-of-rule events',
  `--schedule default/hourly --schedule ops/rebuild --schedule ${far('scheduler', 'schedule/default/far-nightly')}`,
  '--role-of-schedule scheduler --pipeline release/Build --pipeline images/Build',
  `--pipeline ${far('codepipeline', 'far/Build')}`,
].flatMap((line) => line.split(' '))

/** What is turned on in a run, and the command line that says so. */
export interface Setting {
  readonly features: ReadonlySet<string>
  readonly args: readonly string[]
}

export function settingOf({ name, inputs, controllers }: Omit<Run, 'asked'>): Setting {
  const features = new Set<string>()
  const args = [...PLACE, '--cluster', inputs['cluster'] ?? 'default']
  const add = (feature: string, ...more: readonly string[]): void => {
    features.add(feature)
    args.push(...more)
  }
  for (const service of (inputs['service'] ?? '').split('\n')) {
    args.push('--service', service, '--logs', `/ecs/${service}`)
    if (controllers.includes('CODE_DEPLOY'))
      add('codedeploy', '--codedeploy', `AppECS-ava-olo-${service}/DgpECS-ava-olo-${service}`)
  }
  if (controllers.includes('EXTERNAL')) add('external', '--external')
  // Where the image is has no bearing on what else is asked.
  args.push(...(name.includes('outside ECR') ? ['--outside-ecr'] : ['--repository', 'agricultural-core']))
  const namespace = inputs['metrics-namespace']
  if (namespace !== undefined) add('metrics', '--metrics-namespace', namespace)
  const { mode, 'codebuild-project': project, 'competing-triggers': handling } = inputs
  if (mode !== undefined) args.push('--mode', mode)
  if (project === undefined) return { features, args }
  add('look', '--codebuild-project', project, ...TRIGGERS)
  if (handling !== undefined) args.push('--competing-triggers', handling)
  if (project === 'auto') add('auto')
  if (mode !== 'audit' && handling !== 'report') add('change')
  if (inputs['stop-competing-builds'] === 'true') add('stop', '--stop-competing-builds')
  return { features, args }
}

/** What the command prints. */
export function printed(args: readonly string[]): Policy {
  let out = ''
  const told: string[] = []
  const status = policyCommand(args, { print: (part) => (out += part), tell: (line) => told.push(line) })
  if (status !== 0) throw new Error(told.join('\n'))
  return JSON.parse(out)
}
