/** What single shell commands of a build do to images and ECS services, told from their words. */

const IMAGE_TOOL = String.raw`\b(?:docker|podman|nerdctl|finch|buildah|img)(?:\.exe)?`

const PUSHES = new RegExp(
  String.raw`${IMAGE_TOOL}\s+(?:image\s+|manifest\s+)?push\b|\bcrane\s+(?:push|append|mutate)\b`,
)

const BUILDS_AND_PUSHES = new RegExp(
  String.raw`${IMAGE_TOOL}\s+(?:buildx\s+|image\s+)?(?:build|b)\b.*(?:--push\b(?!=false)|\bpush=true\b|\btype=registry\b)|${IMAGE_TOOL}\s+buildx\s+imagetools\s+create\b|\b(?:kaniko\/)?executor\b.*--destination\b|\bpack\s+build\b.*--publish\b`,
  's',
)

const COPIES = /\b(?:crane|gcrane)\s+(?:copy|cp)\b|\bskopeo\s+(?:copy|sync)\b/

const READS = new RegExp(
  String.raw`${IMAGE_TOOL}\s+(?:image\s+|container\s+)?(?:pull|run|create|inspect|history|save|scan|scout|logs|exec|manifest\s+inspect)\b` +
    String.raw`|\b(?:trivy|grype|syft|snyk|dockle|cosign\s+verify|notation\s+verify)\b` +
    String.raw`|\b(?:crane\s+(?:digest|manifest|ls|pull|export|config|validate)|skopeo\s+(?:inspect|list-tags))\b` +
    String.raw`|\baws\s.*\becr\s+(?:get-download|describe-|list-|wait\b|batch-get-|batch-check-|start-image-scan)`,
)

const LOGS_IN = new RegExp(String.raw`${IMAGE_TOOL}\s+(?:login|logout)\b|\baws\s.*\becr\s+get-(?:login|authorization)`)

function wordsOf(command: string): readonly string[] {
  return command
    .split(/\s+/)
    .map((word) => word.replaceAll(/["']/g, ''))
    .filter((word) => word !== '')
}

/** The values of the options called so, given with a space or an equals sign. */
function valuesOf(words: readonly string[], ...options: readonly string[]): readonly string[] {
  return words.flatMap((word, at) => {
    if (options.includes(word)) return words[at + 1] ?? []
    const equals = word.indexOf('=')
    return equals > 0 && options.includes(word.slice(0, equals)) ? word.slice(equals + 1) : []
  })
}

/** The words of a command that it pushes to, where it pushes an image; one of them is an image, the others are its options. */
export function pushTargets(command: string): readonly string[] | undefined {
  if (isTalk(command)) return undefined
  const words = wordsOf(command)
  if (PUSHES.test(command)) return words
  if (BUILDS_AND_PUSHES.test(command)) {
    const tags = valuesOf(words, '-t', '--tag', '--destination', '-d')
    const outputs = valuesOf(words, '-o', '--output').flatMap((output) =>
      output.split(',').map((part) => part.replace(/^name=/, '')),
    )
    return /\bpack\s+build\b/.test(command) ? words : [...tags, ...outputs]
  }
  if (COPIES.test(command)) return words.slice(-1)
  return undefined
}

/** The repository's path that `aws ecr put-image` writes to. */
export function putImageTarget(command: string): string | undefined {
  return /\baws\s.*\becr\s+put-image(?![\w-])/.test(command)
    ? valuesOf(wordsOf(command), '--repository-name')[0]
    : undefined
}

/** Whether it only reads, runs or scans the image that it names. */
export function isReading(command: string): boolean {
  return READS.test(command)
}

/** Whether it does nothing with what it names: prints it, or logs in there. What is printed for CodePipeline's ECS action is deployed. */
export function isTalk(command: string): boolean {
  if (LOGS_IN.test(command)) return true
  return /^(?:echo|printf)\b/.test(command) && !/\b(?:imagedefinitions|imageDetail)\.json\b/.test(command)
}

/** Whether it runs a script, which may do anything with the variables of the build. */
export function runsScript(command: string): boolean {
  return /^(?:\.{0,2}\/|\.\s|(?:source|bash|sh|make|just|task|python3?|node|npx|yarn|pnpm|npm\s+run)\b|[\w./-]+\.(?:sh|py|js|mjs|ps1)\b)/.test(
    command,
  )
}

/** The service whose tasks a command replaces; without a cluster where it names none. */
export function serviceUpdate(command: string): { readonly service: string; readonly cluster?: string } | undefined {
  if (isTalk(command)) return undefined
  const words = wordsOf(command)
  let service: string | undefined
  let cluster: string | undefined
  if (/\baws\s.*\becs\s+(?:update-service|deploy|create-task-set|update-service-primary-task-set)\b/.test(command)) {
    service = valuesOf(words, '--service')[0]
    cluster = valuesOf(words, '--cluster')[0]
  } else if (/(?:^|\/)ecs-deploy(?:\.sh)?\s/.test(command)) {
    service = valuesOf(words, '-n', '--service-name')[0]
    cluster = valuesOf(words, '-c', '--cluster')[0]
  } else if (/^ecs\s+(?:deploy|update)\s/.test(command)) {
    // `ecs deploy CLUSTER SERVICE` of the Python package ecs-deploy.
    const at = words.findIndex((word) => word === 'deploy')
    cluster = words[at + 1]
    service = words[at + 2]
  }
  return service === undefined ? undefined : { service, ...(cluster === undefined ? {} : { cluster }) }
}
