/** Which variables tell by their names what their values are: a value such as `app` or `web` says nothing by itself. */

/** The words of a variable's name, in capitals: `imageRepoName` and `IMAGE_REPO_NAME` have the same. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[A-Z][a-z])/g, '_')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '')
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '))

const OF_NAMES = set('NAME URI URL ID ARN')
const IMAGES = set('IMAGE IMG ECR OCI DOCKER CONTAINER REGISTRY')
const REPOSITORIES = set('REPO REPOSITORY')
const NOT_PUSHED_TO = set('BASE PARENT PULL SOURCE SCAN FROM')
const OTHER_REPOSITORIES = set(
  'GIT GITHUB GITLAB BITBUCKET CODECOMMIT CODE HELM CHART CHARTS MANIFEST MANIFESTS NPM MAVEN GRADLE NUGET PYPI S3 ARTIFACT ARTIFACTS CONFIG INFRA TERRAFORM YUM APT',
)
const OTHER_SERVICES = set(
  'OTEL DD DATADOG APM RELIC SENTRY TRACE TRACING COMPOSE KUBE KUBERNETES K8S EKS HELM LAMBDA RUNNER DISCOVERY RENDER RUN CLOUDRUN ROLE MESH CONSUL SYSTEMD ACCOUNT',
)
const OTHER_CLUSTERS = set(
  'EKS KUBE KUBERNETES K8S REDIS VALKEY DB RDS AURORA DOCDB CACHE ELASTICACHE MEMCACHED KAFKA MSK OPENSEARCH ELASTICSEARCH ES EMR REDSHIFT MONGO MONGODB ATLAS',
)

/** The name's words up to the one that says what kind of thing it is. */
function withoutOfName(words: readonly string[]): readonly string[] {
  const last = words.findLastIndex((word) => !OF_NAMES.has(word))
  return words.slice(0, last + 1)
}

const hasAny = (words: readonly string[], known: ReadonlySet<string>): boolean => words.some((word) => known.has(word))

/** Whether the variable is for an image that is only built upon, read or scanned. */
export function isForReading(name: string): boolean {
  const words = wordsOf(name)
  // An image that is the cache of its own builds is written by them: `CACHE_FROM`.
  return hasAny(words, NOT_PUSHED_TO) && !words.includes('CACHE')
}

/**
 * Whether the variable holds an image repository's name, and how surely. `repository`: of an image registry. `image`: an image, which may
 * also be one that is never pushed. `any-repository`: it may also be the repository of the source code.
 */
export function tellsImageRepository(name: string): 'repository' | 'image' | 'any-repository' | 'no' {
  const words = withoutOfName(wordsOf(name))
  const last = words.at(-1) ?? ''
  if (last === 'ECR') return 'repository'
  if (last === 'IMAGE' || last === 'IMG') return 'image'
  if (!REPOSITORIES.has(last) || hasAny(words, OTHER_REPOSITORIES)) return 'no'
  return hasAny(words, IMAGES) ? 'repository' : 'any-repository'
}

/** Whether the variable holds an ECS service's name: `SERVICE`, `ECS_SERVICE_NAME`. */
export function tellsService(name: string): boolean {
  const words = withoutOfName(wordsOf(name))
  return words.at(-1) === 'SERVICE' && !hasAny(words, OTHER_SERVICES)
}

/** Whether the variable holds an ECS cluster's name. */
export function tellsCluster(name: string): boolean {
  const words = withoutOfName(wordsOf(name))
  return words.at(-1) === 'CLUSTER' && !hasAny(words, OTHER_CLUSTERS)
}
