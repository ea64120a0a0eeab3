import type { Aws } from '../aws/api.ts'
import type { Clock } from '../clock.ts'
import { Ending } from '../ending.ts'
import { createMemory } from '../image/memory.ts'
import { parseImageName } from '../image/reference.ts'
import { openRepository, type RegistryDeps, sameRepository } from '../image/registries.ts'
import type {
  CommitFacts,
  ContainerDefinitionPicture,
  Expectation,
  ExpectedVersion,
  ImageLookup,
  ServicePicture,
  Settings,
  TaskDefinitionPicture,
} from '../model.ts'
import { describeCommit } from './commit.ts'
import { checkWishUsed } from './container.ts'
import { createGitHubReader, type GitHubReader } from './github.ts'
import { createImageFinder, type FindByEvidence, type ReadEvidence } from './image.ts'
import { expectVersion } from './version.ts'
import { aboutInput } from '../paragraphs.ts'

export interface ExpecterDeps {
  readonly settings: Settings
  readonly aws: Pick<Aws, 'ecr'>
  readonly clock: Clock
  /** Path of the runner's `config.json` for Docker; it need not exist. */
  readonly dockerConfigPath?: string | undefined
  /** Told of secrets that were found. */
  readonly hide?: RegistryDeps['hide']
  readonly proxyEnv?: RegistryDeps['proxyEnv']
  /**
   * What `openRepository` is called with, made from the above where it is not given. Whoever else reads images passes the same object,
   * so that nothing is read twice.
   */
  readonly registries?: RegistryDeps
  /** Made from the settings where it is not given. */
  readonly github?: GitHubReader
  readonly findByEvidence?: FindByEvidence | undefined
  readonly readEvidence?: ReadEvidence | undefined
  /** Abort of the run. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Says what the commit should look like in production. What cannot change is asked once; what failed or is missing is asked again at
 * the next call. Rejects with an `Ending`, an `AwsFailure` or the reason of the run's abort.
 */
export interface Expecter {
  version(): Promise<ExpectedVersion>
  /** Never rejects but for the abort: it only explains. */
  commit(): Promise<CommitFacts>
  /**
   * What must be true of the service of that picture.
   * @param anew whether a tag that alone ties the image to the commit is asked for again
   */
  expectation(picture: ServicePicture, anew?: boolean): Promise<Expectation>
}

export function createExpecter(deps: ExpecterDeps): Expecter {
  const { settings, clock, findByEvidence, readEvidence, signal } = deps
  const registries: RegistryDeps = deps.registries ?? deps
  const github = deps.github ?? createGitHubReader({ settings, clock, signal })
  const versions = createMemory<ExpectedVersion>(() => true)
  const commits = createMemory<CommitFacts>(({ committedAt }) => committedAt !== undefined)
  const finder = createImageFinder({
    clock,
    commit: settings.commit,
    open: (name) => openRepository(name, registries),
    findByEvidence,
    readEvidence,
  })
  const definitions = new Map<string, TaskDefinitionPicture>()

  /** A wish that no service meets is only known when all of them have been seen. */
  function checkWish(picture: ServicePicture, definition: TaskDefinitionPicture): void {
    if (settings.services.length < 2) return
    definitions.set(picture.arn, definition)
    if (definitions.size === settings.services.length) checkWishUsed(settings, [...definitions.values()])
  }

  async function findImage(container: ContainerDefinitionPicture, anew: boolean): Promise<ImageLookup> {
    const current = parseImageName(container.image)
    const { image } = settings
    if (image !== undefined) {
      const isOurs = current !== undefined && sameRepository(current.repository, image.repository)
      if (settings.services.length < 2 || isOurs) return finder.named(image, current, anew)
    }
    if (current === undefined) {
      throw new Ending(
        'invalid-input',
        'the image of the verified container cannot be read',
        `Expected the container ${container.name} to name its image as repository:tag or repository@sha256:…; it names ${container.image}.`,
        { text: 'Name the image of the commit in the input "image".', about: aboutInput('image') },
      )
    }
    return finder.ofCommit(current, anew)
  }

  async function withOthers(lookup: ImageLookup, { tasks }: ServicePicture): Promise<ImageLookup> {
    if (lookup.state === 'missing') return lookup
    const { image } = lookup
    const running = new Set(tasks.flatMap(({ container }) => (container.state === 'digest' ? [container.digest] : [])))
    const others = await finder.others(
      image,
      [...running].filter((digest) => !image.digests.includes(digest)),
    )
    return others.length === 0 ? lookup : { state: 'found', image: { ...image, others } }
  }

  const version = (): Promise<ExpectedVersion> => versions.get('', () => expectVersion({ settings, github, signal }))

  return {
    version,

    commit: () => commits.get('', () => describeCommit(settings, github, signal)),

    async expectation(picture, anew = false) {
      const { definition, container } = definitionWith(picture)
      checkWish(picture, definition)
      const [expected, found] = await Promise.all([version(), findImage(container, anew)])
      const image = await withOthers(found, picture)
      return {
        commit: settings.commit,
        version: expected,
        container: picture.container,
        image,
        ...(settings.taskDefinition === undefined ? {} : { taskDefinition: settings.taskDefinition }),
      }
    },
  }
}

/** The service's current task definition; while that lacks the verified container, another one of its rollouts. */
function definitionWith(picture: ServicePicture): {
  readonly definition: TaskDefinitionPicture
  readonly container: ContainerDefinitionPicture
} {
  const current = picture.taskDefinitions.filter(({ arn }) => arn === picture.taskDefinition)
  for (const definition of [...current, ...picture.taskDefinitions]) {
    const container = definition.containers.find(({ name }) => name === picture.container)
    if (container !== undefined) return { definition, container }
  }
  const names = current.flatMap(({ containers }) => containers.map(({ name }) => name)).join(', ')
  throw new Ending(
    'invalid-input',
    `the service ${picture.name} has no container ${picture.container}`,
    `Expected a container ${picture.container} in the task definition ${picture.taskDefinition}; it has ${names || 'none that could be read'}.`,
    { text: 'Name the container to verify in the input "container".', about: aboutInput('container') },
  )
}
