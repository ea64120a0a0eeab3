import { Ending } from '../ending.ts'
import { parseImageName } from '../image/reference.ts'
import { sameRepository } from '../image/registries.ts'
import type { ContainerDefinitionPicture, Settings, TaskDefinitionPicture } from '../model.ts'
import { aboutInput } from '../paragraphs.ts'

export type ContainerWish = Pick<Settings, 'container' | 'image'>

/** Whether this is the only service of the run: what is wished for must then be in its task definition. */
export type WishScope = 'this-service' | 'where-it-fits'

function namesOf(containers: readonly ContainerDefinitionPicture[]): string {
  return containers
    .map(({ name, image, essential }) => `${name} (${image}${essential ? ', essential' : ''})`)
    .join(', ')
}

function isOfRepository(container: ContainerDefinitionPicture, repository: string): boolean {
  const name = parseImageName(container.image)
  return name !== undefined && sameRepository(name.repository, repository)
}

/** The only one, or nothing. */
function single<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined
}

/**
 * Which container of a task definition is verified: the named one; else the only one; else the one whose repository is that of
 * `image`; else the one that the service's load balancers name; else the only essential one. A step that leaves several open
 * hands those on to the next.
 * @param loadBalancedContainers names of the containers in the service's `loadBalancers`
 * @param scope with several services a `container` that this one does not have is another's, and this one finds its own
 * Throws an `Ending` `invalid-input` that names the candidates.
 */
export function settleContainer(
  wanted: ContainerWish,
  definition: TaskDefinitionPicture,
  loadBalancedContainers: readonly string[],
  scope: WishScope = 'this-service',
): string {
  const { containers } = definition
  if (wanted.container !== undefined) {
    if (containers.some(({ name }) => name === wanted.container)) return wanted.container
    if (scope === 'this-service') throw noSuchContainer(wanted.container, [definition])
  }

  let candidates = containers
  const narrow = (wish: (container: ContainerDefinitionPicture) => boolean): string | undefined => {
    const fitting = candidates.filter((candidate) => wish(candidate))
    if (fitting.length > 0) candidates = fitting
    return single(candidates)?.name
  }
  const repository = wanted.image?.repository
  const found =
    single(candidates)?.name ??
    (repository === undefined ? undefined : narrow((container) => isOfRepository(container, repository))) ??
    narrow(({ name }) => loadBalancedContainers.includes(name)) ??
    narrow(({ essential }) => essential)
  if (found !== undefined) return found

  throw new Ending(
    'invalid-input',
    'which container to verify is open',
    candidates.length === 0
      ? `Expected a container in the task definition ${definition.arn}; it has none.`
      : `Expected one container of the task definition ${definition.arn} to stand out; these do not: ${namesOf(candidates)}.`,
    { text: 'Name the container in the input "container".', about: aboutInput('container') },
  )
}

function noSuchContainer(container: string, definitions: readonly TaskDefinitionPicture[]): Ending {
  const seen = definitions.map(({ arn, containers }) => `${arn} has ${namesOf(containers) || 'none'}`).join('; ')
  return new Ending(
    'invalid-input',
    'no container has the name in "container"',
    `Expected a container named ${container}; ${seen}.`,
    { text: 'Give "container" the name of one of these containers, or leave it out.', about: aboutInput('container') },
  )
}

/**
 * With several services, a wish that fits none of them is a typing error that would verify something else than the author meant.
 * @param definitions the current task definition of every service
 * Throws an `Ending` `invalid-input`.
 */
export function checkWishUsed(wanted: ContainerWish, definitions: readonly TaskDefinitionPicture[]): void {
  const { container, image } = wanted
  const all = definitions.flatMap(({ containers }) => containers)
  if (container !== undefined && !all.some(({ name }) => name === container)) {
    throw noSuchContainer(container, definitions)
  }
  if (image !== undefined && !all.some((candidate) => isOfRepository(candidate, image.repository))) {
    throw new Ending(
      'invalid-input',
      'no service uses the repository in "image"',
      `Expected a container of ${image.repository}; the services have ${namesOf(all)}.`,
      { text: 'Give "image" the repository that a task definition uses, or leave it out.', about: aboutInput('image') },
    )
  }
}
