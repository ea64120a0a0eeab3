import { createHash } from 'node:crypto'
import { ACCOUNT } from './ecr.ts'
import type { CommitRecipe } from './github.ts'
import { buildImage, buildIndex } from './image-builder.ts'
import { REGION, SETTING, type Stage } from './stage.ts'
import type {
  DeploymentInTheTale,
  ExpectedVerdict,
  ImageInTheTale,
  PushedImage,
  ServiceInTheTale,
  StagedStory,
  Tale,
} from './story.ts'
import type { ContainerSpecification, LoadBalancerSpecification } from './world/specification.ts'

const DAY_MS = 86_400_000

/** Of the run that the verification is a step of. */
const RUN_ID = 8817

/** Carries a tale's words out on a stage. */
export class Telling {
  readonly #stage: Stage
  readonly #containers = new Map<string, readonly ContainerSpecification[]>()
  #sha = ''
  #pushedAt = 0
  #inputs: Readonly<Record<string, string>> | undefined
  #startsAt = 0
  #cancelAfter: number | undefined
  #expected: ExpectedVerdict | undefined
  /** Before the verification starts, later events wait here. */
  readonly #later: { readonly after: number; readonly happens: () => void }[] = []

  constructor(stage: Stage) {
    this.#stage = stage
  }

  get tale(): Tale {
    const stage = this.#stage
    return {
      stage,
      url: stage.appUrl,
      at: (moment) => this.#at(moment),
      after: (duration, happens) => this.#later.push({ after: milliseconds(duration), happens }),
      push: (commit) => this.#push(commit),
      project: (project) =>
        stage.codebuild.project({ ...project, repository: `https://github.com/${SETTING.repository}.git` }),
      build: (build) => stage.codebuild.start(build),
      earlierBuilds: (project, count, initiator) => {
        for (let days = count; days > 0; days--) {
          const startedAt = stage.clock.now() - days * DAY_MS
          const id = stage.codebuild.start({ project, initiator, startedAt })
          stage.codebuild.finish(id, 'SUCCEEDED', startedAt + 90_000)
        }
      },
      earlierDeploys: (days) => this.#earlierDeploys(days),
      built: (id, status) => {
        stage.codebuild.finish(id, status)
      },
      image: (tags, image) => this.#image(tags, image),
      service: (service) => this.#service(service),
      deploy: (image, deployment) => this.#deploy(image, deployment),
      verify: (inputs) => this.#verify(inputs ?? {}),
      cancelAfter: (duration) => (this.#cancelAfter = milliseconds(duration)),
      fault: (operation, fault, span) => stage.server.fault(operation, fault, span),
      expectVerdict: (verdict, cause = '') => (this.#expected = { verdict, cause }),
    }
  }

  end(): Omit<StagedStory, 'stage' | 'title'> {
    if (this.#inputs === undefined) throw new Error('the story never starts the verification')
    for (const { after, happens } of this.#later) this.#stage.clock.at(this.#startsAt + after, happens)
    return {
      inputs: this.#inputs,
      context: { repository: SETTING.repository, sha: this.#sha, region: REGION, runId: String(RUN_ID) },
      cancelAfter: this.#cancelAfter,
      expected: this.#expected,
    }
  }

  #at(moment: string): void {
    const { clock, world } = this.#stage
    if (this.#inputs !== undefined) throw new Error('the action runs already: tell what comes later with `after`')
    const day = new Date(clock.now()).toISOString().slice(0, 10)
    const [date, time] = moment.includes(' ') ? moment.split(' ') : [day, moment]
    const then = Date.parse(`${date ?? ''}T${time ?? ''}Z`)
    if (!(then >= clock.now()))
      throw new Error(`time runs forwards: ${moment} does not come after ${new Date(clock.now()).toISOString()}`)
    clock.advanceTo(then)
    world.sync()
  }

  #push(commit: CommitRecipe): void {
    this.#sha = commit.sha
    this.#pushedAt = commit.committedAt ?? this.#stage.clock.now()
    this.#stage.github.commit(SETTING.repository, commit)
    this.#stage.codebuild.deliverPush(SETTING.repository, {
      ref: 'refs/heads/main',
      sha: commit.sha,
      message: commit.message,
    })
  }

  #image(tags: readonly string[], image: ImageInTheTale): PushedImage {
    const { clock, registry, world } = this.#stage
    const pushedAt = image.pushedAt === undefined ? clock.now() : utc(image.pushedAt)
    const createdAt = image.builtAt === undefined ? pushedAt : utc(image.builtAt)
    const platforms = (image.platforms ?? ['linux/amd64']).map((platform) =>
      buildImage({
        platform,
        createdAt: pushedAt,
        ...(image.revision === undefined
          ? {}
          : {
              labels: {
                'org.opencontainers.image.revision': image.revision,
                'org.opencontainers.image.source': `https://github.com/${SETTING.repository}`,
              },
            }),
        layers: [
          {
            files: { '/etc/os-release': 'ID=debian\n', '/etc/platform': `${platform}\n` },
            createdBy: 'ADD rootfs.tar.xz / # buildkit',
            createdAt: Date.UTC(2025, 5, 9),
          },
          {
            files: { '/usr/lib/python3/fastapi.py': '# a dependency\n' },
            createdBy: 'RUN pip install -r requirements.txt # buildkit',
            createdAt: Date.UTC(2025, 6, 2),
          },
          {
            files: {
              [`/app/${SETTING.versionFile}`]: `# What production says of itself.\nVERSION = "${image.version}"\n`,
              ...image.files,
            },
            createdBy: 'COPY . /app # buildkit',
            createdAt,
          },
        ],
      }),
    )
    const [first] = platforms
    if (first === undefined) throw new Error('an image needs a platform')
    const built =
      platforms.length === 1 && image.provenance === undefined
        ? first
        : buildIndex({
            images: platforms,
            ...(image.provenance === undefined ? {} : { provenance: image.provenance }),
          })
    const repository = image.repository ?? SETTING.image
    const digest = registry.push(repository, tags, built, pushedAt)
    for (const manifest of built.manifests) world.behave(manifest.digest, { version: image.version, ...image.behaves })
    const [tag] = tags
    return { reference: tag === undefined ? `${repository}@${digest}` : `${repository}:${tag}`, digest }
  }

  #earlierDeploys(days: number): void {
    const { clock, github, world } = this.#stage
    const minutes = (count: number): number => count * 60_000
    // The oldest day has nothing before it: production as it was then.
    let running: PushedImage | undefined
    for (let ago = days; ago > 0; ago -= 1) {
      const built = clock.now() - ago * DAY_MS
      const pushed = built - minutes(76)
      const made = createHash('sha1').update(`the push ${ago} days before`).digest('hex')
      const sha = (ago === 1 ? github.head(SETTING.repository) : undefined) ?? made
      github.workflowRun(SETTING.repository, {
        id: 4_700 - ago,
        headSha: sha,
        name: 'Deploy to ECS',
        createdAt: pushed,
        committedAt: pushed,
      })
      const remember = (image: PushedImage, createdAt: number): void =>
        world.rememberDeployment(SETTING.service, {
          image: image.reference,
          digest: image.digest,
          createdAt,
          finishedAt: createdAt + minutes(2.5),
        })
      if (running !== undefined) remember(running, pushed + minutes(4))
      // The last day's is what the story finds in production.
      if (ago === 1) break
      const pushedAt = new Date(built + minutes(1)).toISOString().slice(0, 19).replace('T', ' ')
      running = this.#image([sha.slice(0, 7)], { version: `3.2.${days - ago}`, builtAt: pushedAt, pushedAt })
      remember(running, built + minutes(4))
    }
  }

  #service(recipe: ServiceInTheTale): string {
    const { world, elb } = this.#stage
    const {
      image,
      tasks = 4,
      loadBalanced = true,
      healthCheck = true,
      sidecars = [],
      environment,
      versionConsistency,
      deregistrationDelaySeconds,
      ...specification
    } = recipe
    const name = recipe.name ?? SETTING.service
    const cluster = recipe.cluster ?? SETTING.cluster
    const main: ContainerSpecification = {
      name: SETTING.container,
      image: image.reference,
      containerPort: 8000,
      logConfiguration: {
        logDriver: 'awslogs',
        options: {
          'awslogs-group': `/ecs/${name}`,
          'awslogs-region': REGION,
          'awslogs-stream-prefix': 'ecs',
        },
      },
      ...(healthCheck ? { healthCheck: { command: ['CMD-SHELL', 'curl -f http://localhost:8000/health'] } } : {}),
      ...(environment === undefined ? {} : { environment }),
      ...(versionConsistency === undefined ? {} : { versionConsistency }),
    }
    const containers = [main, ...sidecars]
    this.#containers.set(name, containers)
    const delay = (deregistrationDelaySeconds ?? 30) * 1000
    const taskDefinition = world.registerTaskDefinition({ family: name, containers })
    world.createService({
      ...specification,
      name,
      cluster,
      desiredCount: tasks,
      taskDefinition,
      settledFor: recipe.settledFor ?? DAY_MS,
      loadBalancers: loadBalanced ? [loadBalancerOf(elb, name, recipe, delay)] : [],
    })
    const path = `${cluster}/${name}`
    // ECS starts nothing for an EXTERNAL service: whoever controls it makes its task sets.
    if (recipe.controller === 'EXTERNAL') world.createTaskSet(path, { taskDefinition, scalePercent: 100 })
    if (this.#stage.serves === '') this.#stage.serves = path
    return path
  }

  #deploy(image: PushedImage, deployment: DeploymentInTheTale = {}): string {
    const { world, codeDeploy } = this.#stage
    const { service = SETTING.service, by, codeDeploy: shift, ...change } = deployment
    const name = service.split('/').at(-1) ?? service
    const containers = (this.#containers.get(name) ?? []).map((container, index) =>
      index === 0 ? { ...container, image: image.reference } : container,
    )
    const taskDefinition = world.registerTaskDefinition({
      family: name,
      containers,
      registeredBy: by ?? `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/GitHubActions`,
    })
    return shift === undefined
      ? world.updateService(service, { ...change, taskDefinition })
      : codeDeploy.deploy(service, { ...shift, taskDefinition })
  }

  #verify(inputs: Readonly<Record<string, string>>): void {
    this.#startsAt = this.#stage.clock.now()
    this.#stage.github.workflowRun(SETTING.repository, {
      id: RUN_ID,
      headSha: this.#sha,
      name: 'Deploy to ECS',
      status: 'in_progress',
      conclusion: null,
      createdAt: this.#pushedAt + 4_000,
      committedAt: this.#pushedAt,
    })
    this.#inputs = { cluster: SETTING.cluster, service: SETTING.service, ...inputs }
  }
}

/** A target group behind a load balancer, and a second one where traffic shifts between two. */
function loadBalancerOf(
  elb: Stage['elb'],
  name: string,
  recipe: ServiceInTheTale,
  deregistrationDelayMs: number,
): LoadBalancerSpecification {
  const loadBalancer = elb.createLoadBalancer(`${name}-alb`)
  const options = { deregistrationDelayMs, loadBalancerArn: loadBalancer.arn }
  const targetGroupArn = elb.createTargetGroup(`${name}-blue`, options)
  const { listenerArn, ruleArn } = elb.createListener(loadBalancer.arn, 443, [{ targetGroupArn, weight: 100 }])
  const base = { containerName: SETTING.container, containerPort: 8000, targetGroupArn }
  const shifts = recipe.controller === 'CODE_DEPLOY' || (recipe.strategy ?? 'ROLLING') !== 'ROLLING'
  if (!shifts) return base
  return {
    ...base,
    alternateTargetGroupArn: elb.createTargetGroup(`${name}-green`, options),
    productionListenerRule: recipe.controller === 'CODE_DEPLOY' ? listenerArn : ruleArn,
  }
}

/** `90s`, `5m`, `1h` in milliseconds. */
function milliseconds(duration: string): number {
  const [, count, unit] = /^(\d+)(s|m|h)$/.exec(duration) ?? []
  if (count === undefined) throw new Error(`not a duration: ${duration}`)
  return Number(count) * (unit === 'h' ? 3_600_000 : unit === 'm' ? 60_000 : 1_000)
}

/** `2025-07-21 10:05:00` in milliseconds since the epoch. */
function utc(moment: string): number {
  return Date.parse(`${moment.replace(' ', 'T')}Z`)
}
