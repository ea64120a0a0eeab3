import { describe, expect, it } from '@jest/globals'
import type { Project } from '@aws-sdk/client-codebuild'

import {
  isReading,
  isTalk,
  pushTargets,
  putImageTarget,
  runsScript,
  serviceUpdate,
} from '../../src/guard/competing/build-commands.ts'
import { assignment, expander, readBuildspec } from '../../src/guard/competing/buildspec.ts'
import type { Buildspec } from '../../src/guard/competing/buildspec.ts'
import {
  UNKNOWN,
  imageRepository,
  isPathOf,
  isPushedTo,
  namesInFull,
} from '../../src/guard/competing/image-repository.ts'
import { withBuildspec } from '../../src/guard/competing/repository-buildspec.ts'
import { isBuiltFrom } from '../../src/guard/competing/source-repository.ts'
import {
  isForReading,
  tellsCluster,
  tellsImageRepository,
  tellsService,
} from '../../src/guard/competing/telling-variables.ts'

const SHOP = { sourceRepository: 'Acme/Shop', serverUrl: 'https://github.com' }

function builtFrom(location: string | undefined): Project {
  return { source: { type: 'GITHUB', ...(location === undefined ? {} : { location }) } }
}

describe('the repository that a project is built from', () => {
  it.each([
    'https://github.com/acme/shop',
    'https://github.com/acme/shop.git',
    'https://github.com/acme/shop.GIT',
    'https://github.com/acme/shop/',
    'https://github.com/acme/shop//',
    'https://github.com/acme/shop.git/',
    'http://github.com/acme/shop',
    'HTTPS://GitHub.com/ACME/shop',
    'https://www.github.com/acme/shop',
    'https://github.com:443/acme/shop',
    'https://token@github.com/acme/shop',
    'https://user:token@github.com/acme/shop',
    'ssh://git@github.com:22/acme/shop.git',
    'ssh://git@github.com/acme/shop',
    'git://github.com/acme/shop',
    'git@github.com:acme/shop.git',
    'github.com/acme/shop',
    'https://github.com//acme/shop',
    '  https://github.com/acme/shop\n',
  ])('is this one at %j', (location) => {
    expect(isBuiltFrom(builtFrom(location), SHOP)).toBe(true)
  })

  it.each([
    undefined,
    '',
    'https://github.com',
    'https://github.com/',
    'https://github.com/acme/shop-2',
    'https://github.com/acme/shop.gitx',
    'https://github.com/acme/shopxgit',
    'https://github.com/acme/shop.git.wiki',
    'https://github.com/acme',
    'https://github.com/other/acme/shop',
    'https://github.com/acme/shop/tree',
    'https://gitlab.com/acme/shop',
    'https://example.com/github.com/acme/shop',
    'https://example.com/@github.com/acme/shop',
    'https://www.x.github.com/acme/shop',
    'https://x.www.github.com/acme/shop',
    'https://wwwxgithub.com/acme/shop',
    'ftp://github.com/acme/shop',
    'x https://github.com/acme/shop',
    '/github.com/acme/shop',
    'https://github.com/acme/shop\nx',
    'https://github.com/acme/sh.gitop',
    'https://gitwww.hub.com/acme/shop',
  ])('is another one at %j', (location) => {
    expect(isBuiltFrom(builtFrom(location), SHOP)).toBe(false)
  })

  it('is none where the project has no source, or the run no repository', () => {
    expect(isBuiltFrom({}, SHOP)).toBe(false)
    expect(isBuiltFrom({ source: { type: 'NO_SOURCE' }, secondarySources: [] }, SHOP)).toBe(false)
    expect(isBuiltFrom(builtFrom('https://github.com/'), { ...SHOP, sourceRepository: '' })).toBe(false)
  })

  it('may be a secondary source', () => {
    const { source } = builtFrom('https://github.com/acme/shop')
    expect(isBuiltFrom({ secondarySources: source === undefined ? [] : [source] }, SHOP)).toBe(true)
  })

  it('is not where a pipeline brings the source', () => {
    expect(isBuiltFrom({ source: { type: 'CODEPIPELINE', location: 'https://github.com/acme/shop' } }, SHOP)).toBe(
      false,
    )
  })

  it.each([
    ['', 'https://github.com/acme/shop', true],
    ['', 'https://git.acme.com/acme/shop', false],
    ['https://git.acme.com', 'https://git.acme.com/acme/shop', true],
    ['https://GIT.acme.com/', 'https://git.acme.com/acme/shop', true],
    ['https://git.acme.com:8443', 'https://git.acme.com:8443/acme/shop', true],
    ['https://git.acme.com', 'https://github.com/acme/shop', false],
  ])('at the server %j, %s: %s', (serverUrl, location, is) => {
    expect(isBuiltFrom(builtFrom(location), { ...SHOP, serverUrl })).toBe(is)
  })

  const SCOPED = 'CODEBUILD_DEFAULT_WEBHOOK_SOURCE_LOCATION'
  it.each([
    [{ scope: 'GITHUB_ORGANIZATION', name: 'acme' }, true],
    [{ scope: 'GITHUB_ORGANIZATION', name: 'ACME' }, true],
    [{ scope: 'GITHUB_ORGANIZATION', name: 'acme', domain: '' }, true],
    [{ scope: 'GITHUB_ORGANIZATION', name: 'acme', domain: 'github.com' }, true],
    [{ scope: 'GITHUB_ORGANIZATION', name: 'acme', domain: 'https://github.com/acme' }, true],
    [{ scope: 'GITHUB_ORGANIZATION', name: 'acme', domain: 'https://me@github.com' }, true],
    [{ scope: 'GITHUB_ORGANIZATION', name: 'acme', domain: 'git.acme.com' }, false],
    [{ scope: 'GITHUB_ORGANIZATION', name: 'other' }, false],
    [{ scope: 'GITHUB_ORGANIZATION', name: undefined }, false],
    [{ scope: 'GITHUB_GLOBAL', name: 'acme' }, false],
    [undefined, false],
  ] as const)('where a hook listens to %j: %s', (scopeConfiguration, is) => {
    const { source } = builtFrom(SCOPED)
    expect(isBuiltFrom({ ...(source && { source }), webhook: { scopeConfiguration } }, SHOP)).toBe(is)
  })

  it('is none where the hook of an organisation is not described', () => {
    expect(isBuiltFrom(builtFrom(SCOPED), SHOP)).toBe(false)
  })
})

const ACCOUNT = '123456789012'
const REGISTRY = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`

describe('the name of an image repository', () => {
  it.each([
    [`${REGISTRY}/team/app`, REGISTRY, 'team/app', 'us-east-1'],
    [`${ACCOUNT}.dkr.ecr-fips.us-gov-west-1.amazonaws.com/app`, undefined, 'app', 'us-gov-west-1'],
    [`${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn/app`, undefined, 'app', 'cn-north-1'],
    [`${ACCOUNT}.dkr-ecr.eu-west-1.on.aws/app`, undefined, 'app', 'eu-west-1'],
    [`${ACCOUNT}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn/app`, undefined, 'app', 'cn-north-1'],
    [`${REGISTRY}.example.com/app`, undefined, 'app', undefined],
    [`x${REGISTRY}/app`, undefined, 'app', undefined],
    [`${ACCOUNT}.dkr.ecr.us-east-1.amazonawsxcom/app`, undefined, 'app', undefined],
    ['ghcr.io/acme/app', 'ghcr.io', 'acme/app', undefined],
    ['GHCR.io/acme/app', 'ghcr.io', 'acme/app', undefined],
    ['localhost/app', 'localhost', 'app', undefined],
    ['registry:5000/app', 'registry:5000', 'app', undefined],
    ['localhostess/app', 'docker.io', 'localhostess/app', undefined],
    ['mylocalhost/app', 'docker.io', 'mylocalhost/app', undefined],
    ['acme/app', 'docker.io', 'acme/app', undefined],
    ['app', 'docker.io', 'app', undefined],
    ['app.x', 'docker.io', 'app.x', undefined],
  ])('%s is read', (name, registry, path, region) => {
    expect(imageRepository(name)).toEqual({
      name,
      registry: registry ?? name.slice(0, name.indexOf('/')),
      path,
      ...(region === undefined ? {} : { ecr: { account: ACCOUNT, region } }),
    })
  })

  const ECR = imageRepository(`${REGISTRY}/team/app`)
  const HUB = imageRepository('acme/app')
  const GHCR = imageRepository('ghcr.io/acme/app')

  it.each([
    [ECR, `${REGISTRY}/team/app`],
    [ECR, `docker push ${REGISTRY}/team/app:v1`],
    [ECR, `${REGISTRY}/team/app@sha256:0`],
    [ECR, `${REGISTRY}/team/app.`],
    [ECR, `https://${REGISTRY}/team/app`],
    [ECR, `${ACCOUNT}.dkr.ecr-fips.us-east-1.amazonaws.com/team/app`],
    [ECR, `${ACCOUNT}.dkr-ecr.us-east-1.on.aws/team/app`],
    [ECR, `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com.cn/team/app`],
    [ECR, `${UNKNOWN}.dkr.ecr.us-east-1.amazonaws.com/team/app`],
    [ECR, `${ACCOUNT}.dkr.ecr.${UNKNOWN}.amazonaws.com/team/app`],
    [ECR, `${ACCOUNT}.dkr.ecr.us-east-1.${UNKNOWN}/team/app`],
    [ECR, `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/team/app`],
    [ECR, `"arn:aws-cn:ecr:us-east-1:${ACCOUNT}:repository/team/app"`],
    [HUB, 'docker.io/acme/app'],
    [HUB, 'docker.io/library/acme/app'],
    [HUB, 'index.docker.io/acme/app:v1'],
    [HUB, 'registry-1.docker.io/acme/app'],
    [GHCR, 'ghcr.io/acme/app:latest'],
  ])('%j is named in full by %j', (repository, text) => {
    expect(namesInFull(repository, text)).toBe(true)
  })

  it.each([
    [ECR, 'team/app'],
    [ECR, `1${REGISTRY}/team/app`],
    [ECR, `${UNKNOWN}${REGISTRY}/team/app`],
    [ECR, `${REGISTRY}/team/app2`],
    [ECR, `${REGISTRY}/team/app-x`],
    [ECR, `${REGISTRY}/team/app.x`],
    [ECR, `${REGISTRY}/team/app/x`],
    [ECR, `${REGISTRY}/team/app${UNKNOWN}`],
    [ECR, `${REGISTRY}/app`],
    [ECR, `210987654321.dkr.ecr.us-east-1.amazonaws.com/team/app`],
    [ECR, `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/team/app`],
    [ECR, `${ACCOUNT}xdkr.ecr.us-east-1.amazonaws.com/team/app`],
    [ECR, `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/team/app-x`],
    [ECR, `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/team/app`],
    [ECR, `arn:aws:ecr:us-east-1:210987654321:repository/team/app`],
    [ECR, `xarn:aws:ecr:us-east-1:${ACCOUNT}:repository/team/app`],
    [HUB, 'acme/app'],
    [HUB, 'xdocker.io/acme/app'],
    [HUB, 'arn:aws:ecr:us-east-1:1:repository/acme/app'],
    [GHCR, 'ghcrxio/acme/app'],
    [GHCR, 'my.ghcr.io/acme/app'],
  ])('%j is not named in full by %j', (repository, text) => {
    expect(namesInFull(repository, text)).toBe(false)
  })

  it.each([
    ['team/app', true],
    ['team/app:v1', true],
    ['team/app:1.2-x_y', true],
    [`team/app@sha256:${'a'.repeat(64)}`, true],
    [`team/app:v1@sha256:${'0'.repeat(64)}`, true],
    ['team/app:', false],
    ['team/app:-x', false],
    ['team/app:v1 ', false],
    [`team/app@sha256:${'a'.repeat(63)}`, false],
    [`team/app@sha256:${'a'.repeat(65)}`, false],
    ['x/team/app', false],
    ['team/apps', false],
    ['', false],
  ])('its path alone is %j: %s', (value, is) => {
    expect(isPathOf(ECR, value)).toBe(is)
  })

  it.each([
    [ECR, `${REGISTRY}/team/app:v1`, true],
    [ECR, `${UNKNOWN}/team/app`, true],
    [ECR, `${UNKNOWN}/team/app:${UNKNOWN}`, true],
    [ECR, `${UNKNOWN}${UNKNOWN}/team/app@sha256:0`, true],
    [ECR, `${UNKNOWN}/team/app:a\nb`, true],
    [ECR, 'team/app', false],
    [ECR, `${UNKNOWN}/team/apps`, false],
    [ECR, `${UNKNOWN}/x/team/app`, false],
    [ECR, `x${UNKNOWN}/team/app`, false],
    [ECR, `${UNKNOWN}team/app`, false],
    [HUB, 'acme/app', true],
    [HUB, `${UNKNOWN}/acme/app:v1`, true],
    [HUB, 'x/acme/app', false],
    [GHCR, 'acme/app', false],
  ])('%j is pushed to as %j: %s', (repository, word, is) => {
    expect(isPushedTo(repository, word)).toBe(is)
  })
})

describe('what a variable’s name tells', () => {
  it.each([
    ['ECR', 'repository'],
    ['ecrUri', 'repository'],
    ['MY_ECR_NAME', 'repository'],
    ['IMAGE', 'image'],
    ['IMG_URI', 'image'],
    ['image2Url', 'no'],
    ['ecr2Repo', 'any-repository'],
    ['ECR2Repo', 'any-repository'],
    ['webImage', 'image'],
    ['IMAGE_REPO', 'repository'],
    ['img-repository-arn', 'repository'],
    ['ECR_REPO_ID', 'repository'],
    ['OCI_REPO', 'repository'],
    ['DOCKER_REPO_URL', 'repository'],
    ['CONTAINER_REPOSITORY', 'repository'],
    ['REGISTRY_REPO', 'repository'],
    ['REPO', 'any-repository'],
    ['APP_REPOSITORY_NAME', 'any-repository'],
    ['NAME', 'no'],
    ['', 'no'],
    ['REPO_TAG', 'no'],
    ['REPO_', 'any-repository'],
    ['_REPO', 'any-repository'],
    ...[
      'GIT GITHUB GITLAB BITBUCKET CODECOMMIT CODE HELM CHART CHARTS MANIFEST MANIFESTS NPM MAVEN GRADLE NUGET PYPI',
      'S3 ARTIFACT ARTIFACTS CONFIG INFRA TERRAFORM YUM APT',
    ].flatMap((words) => words.split(' ').map((word) => [`${word}_IMAGE_REPO`, 'no'])),
  ])('%s: %s', (name, tells) => {
    expect(tellsImageRepository(name)).toBe(tells)
  })

  it.each([
    ...['BASE', 'PARENT', 'PULL', 'SOURCE', 'SCAN', 'FROM'].map((word) => [`${word}_IMAGE`, true] as const),
    ['IMAGE', false],
    ['CACHE_FROM', false],
    ['DATABASE_IMAGE', false],
  ] as const)('%s is for reading: %s', (name, is) => {
    expect(isForReading(name)).toBe(is)
  })

  const OTHERS =
    'OTEL DD DATADOG APM RELIC SENTRY TRACE TRACING COMPOSE KUBE KUBERNETES K8S EKS HELM LAMBDA RUNNER DISCOVERY RENDER RUN CLOUDRUN ROLE MESH CONSUL SYSTEMD ACCOUNT'
  it.each([
    ['SERVICE', true],
    ['ecsServiceName', true],
    ['SERVICE_ARN', true],
    ['k8sServiceName', false],
    ['SERVICES', false],
    ['SERVICE_PORT', false],
    ...OTHERS.split(' ').map((word) => [`${word}_SERVICE`, false] as const),
  ] as const)('%s names a service: %s', (name, is) => {
    expect(tellsService(name)).toBe(is)
  })

  const OTHER_CLUSTERS =
    'EKS KUBE KUBERNETES K8S REDIS VALKEY DB RDS AURORA DOCDB CACHE ELASTICACHE MEMCACHED KAFKA MSK OPENSEARCH ELASTICSEARCH ES EMR REDSHIFT MONGO MONGODB ATLAS'
  it.each([
    ['CLUSTER', true],
    ['ecsClusterName', true],
    ['CLUSTER_SIZE', false],
    ...OTHER_CLUSTERS.split(' ').map((word) => [`${word}_CLUSTER`, false] as const),
  ] as const)('%s names a cluster: %s', (name, is) => {
    expect(tellsCluster(name)).toBe(is)
  })
})

describe('a command', () => {
  it.each([
    ...['docker', 'podman', 'nerdctl', 'finch', 'buildah', 'img', 'docker.exe', '/usr/bin/docker'].map(
      (tool) => `${tool} push a`,
    ),
    'docker image push a',
    'docker  manifest  push a',
    'crane push x.tar a',
    'crane  append a',
    'crane mutate a',
  ])('%s pushes what it names', (command) => {
    expect(pushTargets(command)).toContain('a')
  })

  it.each([
    ['docker build -t a --push .', ['a']],
    ['docker  build  --push --tag=a .', ['a']],
    ['docker buildx build --push=true -t a -t b .', ['a', 'b']],
    ['docker image b --push -t a .', ['a']],
    ['docker buildx build -t a -o type=registry .', ['a', 'type=registry']],
    ['docker build --output type=image,name=x,push=true .', ['type=image', 'x', 'push=true']],
    ['docker build --output=type=image,xname=x,push=true .', ['type=image', 'xname=x', 'push=true']],
    ["docker build --tag 'a' --push .", ['a']],
    ['docker build --tags --push -t a .', ['a']],
    [`docker push '' a`, ['docker', 'push', 'a']],
    ['pack  build a --publish', ['pack', 'build', 'a', '--publish']],
    ['docker build . --push -t', []],
    ['docker buildx imagetools create -t a b', ['a']],
    ['/kaniko/executor --context . --destination a', ['a']],
    ['executor --destination=a -d b', ['a', 'b']],
    ['pack build a --publish', ['pack', 'build', 'a', '--publish']],
    ['crane copy a b', ['b']],
    ['crane cp a b', ['b']],
    ['gcrane  cp a b', ['b']],
    ['skopeo copy a b', ['b']],
    ['skopeo sync a b', ['b']],
  ])('%s pushes %j', (command, targets) => {
    expect(pushTargets(command)).toEqual(targets)
  })

  it.each([
    'docker build -t a .',
    'docker build -t a --push=false .',
    'docker build -t a --pushy .',
    'docker build -t a --output xpush=true .',
    'docker build -t a --output push=truex .',
    'docker build -t a --output type=registryx .',
    'docker builder prune --push',
    'docker pushx a',
    'xdocker push a',
    'docker pull a',
    'crane ls a',
    'executor -d a',
    'pack build a',
    'skopeo inspect a',
    'echo docker push a',
    'docker login a',
  ])('%s pushes nothing', (command) => {
    expect(pushTargets(command)).toBeUndefined()
  })

  it.each([
    ['aws ecr put-image --repository-name app --image-tag v1', 'app'],
    ['aws --region x  ecr  put-image --repository-name=app', 'app'],
    ['aws ecr put-image', undefined],
    ['aws ecr put-image-scanning-configuration --repository-name app', undefined],
    ['aws ecr put-image-tag-mutability --repository-name app', undefined],
    ['aws ecr describe-images --repository-name app', undefined],
    ['awsx ecr put-image --repository-name app', undefined],
    ['aws xecr put-image --repository-name app', undefined],
  ])('%s writes to %s', (command, path) => {
    expect(putImageTarget(command)).toBe(path)
  })

  it.each([
    ...'pull run create inspect history save scan scout logs exec'.split(' ').map((verb) => `docker ${verb} a`),
    'docker  image  inspect a',
    'docker container run a',
    'docker manifest  inspect a',
    ...'trivy grype syft snyk dockle'.split(' ').map((tool) => `${tool} a`),
    'cosign  verify a',
    'notation  verify a',
    ...'digest manifest ls pull export config validate'.split(' ').map((verb) => `crane  ${verb} a`),
    'skopeo  inspect a',
    'skopeo list-tags a',
    ...[
      'get-download-url-for-layer',
      'describe-images',
      'list-images',
      'wait image-scan-complete',
      'batch-get-image',
      'batch-check-layer-availability',
      'start-image-scan',
    ].map((verb) => `aws  ecr  ${verb} a`),
  ])('%s only reads', (command) => {
    expect(isReading(command)).toBe(true)
  })

  it.each([
    'docker push a',
    'docker tag a b',
    'docker pullx a',
    'xtrivy a',
    'trivyx a',
    'cosign sign a',
    'crane push a b',
    'skopeo copy a b',
    'aws ecr put-image a',
    'aws ecr waiter a',
    'aws xecr describe-images',
  ])('%s does not only read', (command) => {
    expect(isReading(command)).toBe(false)
  })

  it.each([
    ['echo a', true],
    ['printf a', true],
    ['echoes a', false],
    ['x echo a', false],
    ['printf x > imagedefinitions.json', false],
    ['echo x > imageDetail.json', false],
    ['echo x > imagedefinitionsxjson', true],
    ['echo x > myimagedefinitions.json', true],
    ['docker login a', true],
    ['docker  logout a', true],
    ['docker loginx a', false],
    ['aws  ecr  get-login', true],
    ['aws ecr get-login-password', true],
    ['aws ecr get-authorization-token', true],
    ['aws ecr describe-images', false],
  ])('%s is talk: %s', (command, is) => {
    expect(isTalk(command)).toBe(is)
  })

  it.each<readonly [command: string, is: boolean]>([
    ['./build', true],
    ['../build', true],
    ['/opt/build', true],
    ['.../build', false],
    ['. build', true],
    ['.build', false],
    ...'source bash sh make just task python python3 node npx yarn pnpm'
      .split(' ')
      .map((tool) => [`${tool} x`, true] as const),
    ['npm run x', true],
    ['npm  run x', true],
    ['npm ci', false],
    ['npm running', false],
    ['shell x', false],
    ...'sh py js mjs ps1'.split(' ').map((ending) => [`ci/my-build.${ending} x`, true] as const),
    ['build.shx', false],
    ['build-sh', false],
    ['docker push a', false],
    ['x ./build', false],
    ['cat a b.sh', false],
  ])('%s runs a script: %s', (command, is) => {
    expect(runsScript(command)).toBe(is)
  })

  it.each([
    ['aws ecs update-service --service s --cluster c', { service: 's', cluster: 'c' }],
    ['aws --region x  ecs  update-service --service=s', { service: 's' }],
    ['aws ecs deploy --service s --cluster=c', { service: 's', cluster: 'c' }],
    ['aws ecs create-task-set --service s', { service: 's' }],
    ['aws ecs update-service-primary-task-set --service s', { service: 's' }],
    ['ecs-deploy -n s -c c', { service: 's', cluster: 'c' }],
    ['ecs-deploy.sh --service-name s --cluster c', { service: 's', cluster: 'c' }],
    ['bin/ecs-deploy -n s', { service: 's' }],
    ['ecs deploy c s', { service: 's', cluster: 'c' }],
    ['ecs  deploy c s', { service: 's', cluster: 'c' }],
  ])('%s updates %j', (command, update) => {
    expect(serviceUpdate(command)).toStrictEqual(update)
  })

  it.each([
    'aws ecs update-service --cluster c',
    'aws ecs update-services --service s',
    'aws ecs describe-services --service s',
    'aws xecs update-service --service s',
    'awsx ecs update-service --service s',
    'ecs deploy c',
    'my-ecs-deploy -n s',
    'ecs-deployxsh -n s',
    'ecs-deploy',
    'x ecs deploy c s',
    'ecs deployed c s',
    'echo aws ecs update-service --service s',
  ])('%s updates no service', (command) => {
    expect(serviceUpdate(command)).toBeUndefined()
  })
})

const commandsOf = (...lines: readonly string[]): readonly string[] =>
  readBuildspec(['version: 0.2', ...lines].join('\n'))?.commands.slice(1) ?? []

describe('the text of a buildspec', () => {
  it.each(['{}', 'a\nb', 'version: 0.2', 'version : 0.2', ' {}', '\nversion: 0.2'])('is %j', (text) => {
    expect(readBuildspec(text)).toBeDefined()
  })

  it.each(['buildspec.yml', 'xversion: 0.2', 'conversion:', 'a{}', '', ' a\n', undefined])('is not %j', (text) => {
    expect(readBuildspec(text)).toBeUndefined()
  })

  it.each([
    ['a && b', ['a', 'b']],
    ['a || b', ['a', 'b']],
    ['a; b', ['a', 'b']],
    ['a | b', ['a', 'b']],
    ['a;; b;', ['a', 'b']],
    ['if a; then b; else c; fi', ['a', 'b', 'c', 'fi']],
    ['do sudo time ! { ( a', ['a']],
    ['sudo  a', ['a']],
    ['doing a', ['doing a']],
    ['a then b', ['a then b']],
    ['{a', ['{a']],
    ['a # b', ['a']],
    ['a#b', ['a#b']],
    ['a# b', ['a# b']],
    ['a #b', ['a']],
    ['a "x # b" # c', ['a "x # b"']],
    ["a 'x # b' # c", ["a 'x # b'"]],
    [`a "it's # b" # c`, [`a "it's # b"`]],
    [`a "b" 'c' # d`, [`a "b" 'c'`]],
    ['cat - x', ['cat - x']],
    ['x ($(b) c)', ['b', `x (${UNKNOWN} c)`]],
    ['a "# b" # c', ['a "# b"']],
    ["a '# b' # c", ["a '# b'"]],
    [`a "'" # c`, [`a "'"`]],
    [`a '"' # c`, [`a '"'`]],
    ['a $(b c) d', ['b c', `a ${UNKNOWN} d`]],
    ['a `b c` d', ['b c', `a ${UNKNOWN} d`]],
    ['a $(b (c) d) e', ['b (c) d', `a ${UNKNOWN} e`]],
    ['a $(b $(c)) d', ['c', `b ${UNKNOWN}`, `a ${UNKNOWN} d`]],
    ['a $(b', ['b', `a ${UNKNOWN}`]],
    ['a `b', ['b', `a ${UNKNOWN}`]],
    ['a $(b) $(c)', ['b', 'c', `a ${UNKNOWN} ${UNKNOWN}`]],
    ['a $(b; c) d', ['b', 'c', `a ${UNKNOWN} d`]],
    ['$(a)', ['a', UNKNOWN]],
    ['a $b', ['a $b']],
    ['a (b)', ['a (b)']],
  ])('with the command %s has %j', (line, commands) => {
    expect(commandsOf(`- ${line}`)).toEqual(commands)
  })

  it('keeps a dash inside of a command that begins without one', () => {
    expect(commandsOf('  cat - x')).toEqual(['cat - x'])
  })

  it('looks into substitutions five deep', () => {
    expect(commandsOf('- a $(b $(c $(d $(e $(f $(g))))))').map((command) => command.charAt(0))).toEqual([
      'f',
      'e',
      'd',
      'c',
      'b',
      'a',
    ])
  })

  it('is read line by line', () => {
    expect(
      commandsOf(
        '# x',
        '  # x',
        '- a \\',
        '    b',
        '- c\\',
        'd',
        '',
        '-   e',
        '-   "e"',
        '- - f',
        '  - "g"',
        "- 'it''s'",
        '- "a\\"b\\\\"',
      ),
    ).toEqual(['a  b', 'c d', 'e', 'e', 'f', 'g', "it's", 'a"b\\'])
  })

  it.each(['>', ' >', '>-', '>+', '>2', '>-2', '>  '])('folds the lines below %j into one command', (sign) => {
    expect(commandsOf(`  - ${sign}`, '    docker push', '      a', '  - b')).toEqual(['docker push a', 'b'])
  })

  it.each(['- |', '- >x', 'x - >', '- x >'])('does not fold the lines below %j', (line) => {
    expect(commandsOf(`  ${line}`, '    a', '    b').slice(-2)).toEqual(['a', 'b'])
  })

  it('has the variables of its environment, and those that it fills from elsewhere', () => {
    const spec = readBuildspec(
      [
        'version: 0.2',
        'env:',
        '  variables:',
        '    A: a',
        '',
        ' ',
        '    A.X: x',
        '    "B" : "b c"',
        "    'C': 'c'",
        '    _d1:  d  ',
        '',
        '  parameter-store:',
        '    E: /e',
        '  secrets-manager :  ',
        '    F: f',
        '  shell: bash',
        '  xvariables:',
        '    G: g',
        '  variables: x',
      ].join('\n'),
    )
    expect([...(spec?.variables ?? [])].filter(([name]) => name !== '')).toEqual([
      ['A', 'a'],
      ['B', 'b c'],
      ['C', 'c'],
      ['_d1', 'd'],
    ])
    expect([...(spec?.references ?? [])]).toEqual(['E', 'F'])
    expect(spec?.commands).toEqual(['version: 0.2', 'env:', 'shell: bash', 'xvariables:', 'G: g', 'variables: x'])
  })

  it('may be JSON', () => {
    const spec = readBuildspec(
      JSON.stringify({
        env: {
          variables: { A: 'a', B: 1 },
          'parameter-store': { C: '/c' },
          'secrets-manager': { D: 'd' },
        },
        phases: {
          install: 'x',
          build: { commands: ['a && b', 1, 'c # d', 'e \\\n  f\ng'], finally: ['h'], 'on-failure': 'ABORT' },
          post: ['y'],
          last: null,
        },
      }),
    )
    expect(spec?.commands).toEqual(['a', 'b', 'c', 'e  f', 'g', 'h'])
    expect([...(spec?.variables ?? [])]).toEqual([['A', 'a']])
    expect([...(spec?.references ?? [])]).toEqual(['C', 'D'])
  })

  it.each(['{"env": [], "phases": null}', '{"env": "x"}', '{"env": null}', '{}'])(
    'may be JSON without any: %s',
    (text) => {
      expect(readBuildspec(text)).toEqual({
        commands: [],
        variables: new Map(),
        references: new Set(),
        handsOver: false,
      })
    },
  )

  it('is read by its lines where it is no JSON object', () => {
    expect(readBuildspec('{ a\nb')?.commands).toEqual(['a', 'b'])
    expect(readBuildspec('[\n"a"]')?.commands).toEqual(['[', '"a"]'])
    expect(readBuildspec('"a\\n"\n')).toBeUndefined()
  })

  it.each([
    ['- cat imagedefinitions.json', true],
    ['- cat imageDetail.json', true],
    ['- cat imagedefinitionsxjson', false],
    ['- cat myimageDetail.json', false],
    ['- cat imageDetail.jsonp', false],
    ['# imageDetail.json', false],
  ])('with %s hands over: %s', (line, hands) => {
    expect(readBuildspec(`version: 0.2\n${line}`)?.handsOver).toBe(hands)
  })

  it('hands over by what JSON says anywhere', () => {
    expect(readBuildspec('{"artifacts":{"files":["imagedefinitions.json"]}}')?.handsOver).toBe(true)
  })

  it('is read as far as 100 000 characters, and each command as far as 8 000', () => {
    const long = 'a'.repeat(9000)
    expect(commandsOf(`- ${long}`)).toEqual([long.slice(0, 8000)])
    expect(readBuildspec(`version: 0.2\n${'#\n'.repeat(50_000)}a`)?.commands).toEqual(['version: 0.2'])
    expect(readBuildspec(`version: 0.2\n${'#\n'.repeat(40_000)}a`)?.commands).toEqual(['version: 0.2', 'a'])
  })
})

describe('an assignment', () => {
  it.each([
    ['A=b', 'A', 'b'],
    ['A=', 'A', ''],
    ['A="b c"', 'A', 'b c'],
    ["A='b c'  ", 'A', 'b c'],
    ['export A=b', 'A', 'b'],
    ['readonly A=b', 'A', 'b'],
    ['local A=b', 'A', 'b'],
    ['declare -x  -r A=b', 'A', 'b'],
    ['declare -rx A=b', 'A', 'b'],
    ['typeset  A=b', 'A', 'b'],
    ['_a1=b"c"', '_a1', 'bc'],
    ['A="b\nc"', 'A', 'b\nc'],
    ["A='b\nc'", 'A', 'b\nc'],
  ])('is %j', (command, name, value) => {
    expect(assignment(command)).toEqual({ name, value })
  })

  it.each([
    'A=b c',
    'A = b',
    '1A=b',
    'exports A=b',
    'x export A=b',
    'exportA b',
    'A="b" c',
    "A='b' c",
    'echo A=b',
    '-x A=b',
  ])('is not %j', (command) => {
    expect(assignment(command)).toBeUndefined()
  })
})

describe('the variables of a command', () => {
  const NOTHING: Buildspec = { commands: [], variables: new Map(), references: new Set(), handsOver: false }
  const expandIn = (text: string, environment: Readonly<Record<string, string>>, ...lines: readonly string[]) =>
    expander(
      readBuildspec(['version: 0.2', ...lines, ''].join('\n')) ?? NOTHING,
      new Map(Object.entries(environment)),
      new Set(['SECRET']),
    )(text)

  it.each([
    ['$A', 'a'],
    ['x$A/y', 'xa/y'],
    ['${A}b', 'ab'],
    ['$env:A', 'a'],
    ['$A$A', 'aa'],
    ['$Ab', UNKNOWN],
    ['${A:-x}', 'a'],
    ['${B:-x}', 'x'],
    ['${B-x}', 'x'],
    ['${B:=x}', 'x'],
    ['${B=x}', 'x'],
    ['${B:-}', ''],
    ['${B:-x$A}', `x${UNKNOWN}`],
    ['${B:-x$AB$A}', `x${UNKNOWN}`],
    ['${A%%:*}', UNKNOWN],
    ['${#A}', UNKNOWN],
    ['$1', UNKNOWN],
    ['$@$*$#$?$!', UNKNOWN.repeat(5)],
    ['$B', UNKNOWN],
    ['$SECRET', UNKNOWN],
    ['$', '$'],
    ['a$-', 'a$-'],
  ])('%j is %j', (text, expanded) => {
    expect(expandIn(text, { A: 'a', SECRET: 's' })).toBe(expanded)
  })

  it('are what commands set, before the environment', () => {
    expect(expandIn('$A', { A: 'a' }, '- A=b')).toBe('b')
    expect(expandIn('$A', { A: 'a' }, '- A=b', '- A=b')).toBe('b')
    expect(expandIn('$A', { A: 'a' }, '- A=b', '- A=c')).toBe(UNKNOWN)
    expect(expandIn('$A', { A: 'a' }, '- A=b', '- A=c', '- A=b')).toBe(UNKNOWN)
  })

  it('may build on each other, and on what they were', () => {
    expect(expandIn('$A', { A: 'a' }, '- A=$A/x')).toBe('a/x')
    expect(expandIn('$A $A', { B: 'b' }, '- A=$B')).toBe('b b')
    expect(expandIn('$A', {}, '- A=$B', '- B=$A')).toBe(UNKNOWN)
  })

  it('are those of the environment before the buildspec’s own', () => {
    const own = ['env:', '  variables:', '    A: own', '    SECRET: own', '  parameter-store:', '    A2: /x']
    expect(expandIn('$A', {}, ...own)).toBe('own')
    expect(expandIn('$A', { A: 'a' }, ...own)).toBe('a')
    expect(expandIn('$SECRET', {}, ...own)).toBe(UNKNOWN)
    expect(expandIn('$A2', { A2: 'a' }, ...own)).toBe('a')
    expect(expandIn('$A2', {}, ...own)).toBe(UNKNOWN)
  })

  it('are not known where both a parameter and a text of the buildspec have their name', () => {
    expect(expandIn('$A', {}, 'env:', '  variables:', '    A: a', '  parameter-store:', '    A: /a')).toBe(UNKNOWN)
  })

  it('hold up to 1000 characters, and a command 8000', () => {
    expect(expandIn('$A', { A: 'a'.repeat(1000) })).toHaveLength(1000)
    expect(expandIn('$A', { A: 'a'.repeat(1001) })).toBe(UNKNOWN)
    expect(expandIn('${A:-x}', { A: 'a'.repeat(1001) })).toBe('x')
    expect(expandIn('$A', {}, `- A=${'a'.repeat(1000)}`)).toHaveLength(1000)
    expect(expandIn('$A', {}, `- A=${'a'.repeat(1001)}`)).toBe(UNKNOWN)
    const long = 'B'.repeat(1000)
    expect(expandIn('$A', { [long]: 'b' }, `- A=$${long}`)).toBe(UNKNOWN)
    expect(expandIn('$A', { B: '' }, `- A=${'$B'.repeat(500)}a`)).toBe(UNKNOWN)
    expect(expandIn('$A'.repeat(9), { A: 'a'.repeat(1000) })).toHaveLength(8000)
  })
})

describe('a buildspec in the repository', () => {
  async function readFor(source: Project['source'], text?: string) {
    const asked: string[] = []
    const project: Project = { name: 'p', ...(source && { source }) }
    const read = async (path: string): Promise<string | undefined> => {
      asked.push(path)
      return text
    }
    return { asked, project, is: await withBuildspec(project, SHOP, read) }
  }
  const location = 'https://github.com/acme/shop'

  it.each([
    [undefined, 'buildspec.yml'],
    ['', 'buildspec.yml'],
    ['  ', 'buildspec.yml'],
    ['ci/x.yml', 'ci/x.yml'],
    ['./ci/x.yml', 'ci/x.yml'],
    [' ci/x.yml ', 'ci/x.yml'],
    ['ci/./x.yml', 'ci/./x.yml'],
    ['x./y', 'x./y'],
    ['a..b', 'a..b'],
  ])('%j is the file %s', async (buildspec, path) => {
    const { asked, is } = await readFor({ type: 'GITHUB', location, buildspec }, 'text')
    expect(asked).toEqual([path])
    expect(is).toEqual({ name: 'p', source: { type: 'GITHUB', location, buildspec: 'text\n' } })
  })

  it.each([
    ['version: 0.2', location],
    ['{}', location],
    ['arn:aws:s3:::bucket/x.yml', location],
    ['../x.yml', location],
    ['ci/../../x.yml', location],
    ['x.yml', 'https://github.com/acme/other'],
  ])('%j at %s is none', async (buildspec, at) => {
    const { asked, project, is } = await readFor({ type: 'GITHUB', location: at, buildspec }, 'text')
    expect(asked).toHaveLength(0)
    expect(is).toBe(project)
  })

  it('is none where only a secondary source is this repository, or there is no source', async () => {
    const read = (): Promise<string> => Promise.resolve('text')
    const project: Project = {
      source: { type: 'GITHUB', location: 'https://github.com/acme/other' },
      secondarySources: [{ type: 'GITHUB', location }],
    }
    expect(await withBuildspec(project, SHOP, read)).toBe(project)
    expect((await readFor(undefined, 'text')).asked).toHaveLength(0)
  })

  it('leaves the project as it is where there is no such file', async () => {
    const { project, is } = await readFor({ type: 'GITHUB', location, buildspec: 'x.yml' })
    expect(is).toBe(project)
  })
})
