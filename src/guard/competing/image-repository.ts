/** How texts of a CodeBuild project name an image repository. Only what names this very one counts: `app` is not `application`. */

/** Stands in an expanded text for what only a running build knows. */
export const UNKNOWN = '\0'

export interface ImageRepository {
  /** As it was given: `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app`. */
  readonly name: string
  readonly registry: string
  /** `team/app`. */
  readonly path: string
  /** Of Amazon ECR's private registries. */
  readonly ecr?: { readonly account: string; readonly region: string }
}

const DOCKER_HUB = 'docker.io'

/** ECR's registry names, the dual-stack form `….dkr-ecr.….on.aws` among them (Amazon ECR user guide, registries). */
const ECR_REGISTRY =
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.(?:com\.cn|eu)))$/

/** @param name a repository's full name, without a tag or a digest */
export function imageRepository(name: string): ImageRepository {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  const hasRegistry = /[.:]|^localhost$/.test(first)
  const registry = hasRegistry ? first.toLowerCase() : DOCKER_HUB
  const path = hasRegistry ? name.slice(slash + 1) : name
  const [, account, region] = ECR_REGISTRY.exec(registry) ?? []
  return {
    name,
    registry,
    path,
    ...(account === undefined || region === undefined ? {} : { ecr: { account, region } }),
  }
}

/** The text as a regular expression that matches exactly it. */
export function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}

const NOT_INSIDE_A_WORD = String.raw`(?<![\w.\-\0])`
const END_OF_NAME = String.raw`(?![\w/\0-]|\.\w)`

function registryForms({ registry, ecr }: ImageRepository): string {
  const orUnknown = (part: string): string => String.raw`(?:${literally(part)}|\0+)`
  if (ecr !== undefined)
    return String.raw`${orUnknown(ecr.account)}\.dkr[.-]ecr(?:-fips)?\.${orUnknown(ecr.region)}\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.(?:com\.cn|eu))|\0+)`
  if (registry === DOCKER_HUB) return String.raw`(?:index\.|registry-1\.)?docker\.io(?:\/library)?`
  return literally(registry)
}

/** Whether the text names the repository in full, registry included; a tag, a digest or other words may stand around it. */
export function namesInFull(repository: ImageRepository, text: string): boolean {
  const path = literally(repository.path)
  const full = String.raw`${NOT_INSIDE_A_WORD}${registryForms(repository)}\/${path}${END_OF_NAME}`
  if (new RegExp(full).test(text)) return true
  const { ecr } = repository
  if (ecr === undefined) return false
  const arn = String.raw`${NOT_INSIDE_A_WORD}arn:[\w-]+:ecr:${ecr.region}:${ecr.account}:repository\/${path}${END_OF_NAME}`
  return new RegExp(arn).test(text)
}

/** Whether the value is the repository's path alone, `app`, or an image of it, `app:latest`. */
export function isPathOf({ path }: ImageRepository, value: string): boolean {
  return new RegExp(String.raw`^${literally(path)}(?::\w[\w.-]*)?(?:@sha256:[0-9a-f]{64})?$`).test(value)
}

/** Whether one word of a command that pushes is an image of the repository; its registry may be unknown. */
export function isPushedTo(repository: ImageRepository, word: string): boolean {
  if (namesInFull(repository, word)) return true
  const behind = repository.registry === DOCKER_HUB ? String.raw`(?:\0+\/)?` : String.raw`\0+\/`
  return new RegExp(String.raw`^${behind}${literally(repository.path)}(?:[:@].*)?$`, 's').test(word)
}
