import { describe, expect, it } from '@jest/globals'
import type { Build, EnvironmentVariable, Project } from '@aws-sdk/client-codebuild'
import fc from 'fast-check'

import { RECENT_BUILDS, environmentNamesImage, evidenceOf } from '../../src/guard/competing/competing.ts'
import type { CompetingTarget } from '../../src/guard/competing/competing.ts'

const REGISTRY = '123456789012.dkr.ecr.us-east-1.amazonaws.com'
const APP = `${REGISTRY}/app`

const TARGET: CompetingTarget = {
  imageRepositories: [APP],
  services: [{ cluster: 'prod', service: 'web' }],
  sourceRepository: 'acme/shop',
  serverUrl: 'https://github.com',
}

type Values = Readonly<Record<string, string>>

function plain(values: Values): EnvironmentVariable[] {
  return Object.entries(values).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' }))
}

function environment(environmentVariables: EnvironmentVariable[]): Pick<Project, 'environment'> {
  const machine = { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' } as const
  return { environment: { ...machine, environmentVariables } }
}

function projectOf(values: Values, buildspec?: string): Project {
  return {
    name: 'p',
    source: { type: 'GITHUB', location: 'https://github.com/acme/shop.git', buildspec },
    ...environment(plain(values)),
  }
}

const evidence = (values: Values, buildspec?: string, target = TARGET): readonly string[] =>
  evidenceOf(projectOf(values, buildspec), [], target)

/** A buildspec of these commands, as YAML. */
const yaml = (...commands: readonly string[]): string =>
  ['version: 0.2', 'phases:', '  build:', '    commands:', ...commands.map((command) => `      - ${command}`)].join(
    '\n',
  )

describe('environment variables', () => {
  it.each([
    ['IMAGE_REPO_NAME', 'app'],
    ['ECR_REPOSITORY', 'app'],
    ['ECR_REPOSITORY_NAME', 'app'],
    ['imageRepoName', 'app'],
    ['IMAGE', 'app:latest'],
    ['IMAGE_NAME', 'app'],
    ['BACKEND_DOCKER_IMAGE', 'app'],
    ['REPOSITORY', 'app'],
    ['REPOSITORY_URI', APP],
    ['ANYTHING', `${APP}:v1`],
    ['ANYTHING', `${APP}@sha256:${'a'.repeat(64)}`],
    ['ANYTHING', `--tag ${APP}:v1 --push`],
    ['REPO_ARN', 'arn:aws:ecr:us-east-1:123456789012:repository/app'],
    ['CACHE_FROM', `${APP}:latest`],
    ['REPOSITORY_URI', '123456789012.dkr-ecr.us-east-1.on.aws/app'],
    ['REPOSITORY_URI', '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/app'],
    ['REPOSITORY_URI', '123456789012.dkr-ecr.us-east-1.on.amazonwebservices.com.cn/app'],
  ])('%s of %s names the image repository', (name, value) => {
    expect(evidence({ [name]: value })).toEqual([`Its environment variable ${name} names the image repository ${APP}.`])
  })

  it.each([
    ['IMAGE_REPO_NAME', 'application'],
    ['IMAGE_REPO_NAME', 'my-app'],
    ['IMAGE_REPO_NAME', 'team/app'],
    ['IMAGE_REPO_NAME', 'App'],
    ['APP_NAME', 'app'],
    ['IMAGE_TAG', 'app'],
    ['CONTAINER_NAME', 'app'],
    ['STAGE', 'web'],
    ['GITHUB_REPOSITORY', 'app'],
    ['HELM_REPO', 'app'],
    ['BASE_IMAGE', `${APP}:latest`],
    ['PULL_IMAGE', 'app'],
    ['REPOSITORY_URI', `${APP}lication`],
    ['REPOSITORY_URI', `${APP}/cache`],
    ['REPOSITORY_URI', `${APP}-staging`],
    ['REPOSITORY_URI', `${APP}.old`],
    ['REPOSITORY_URI', `9${APP}`],
    ['REPOSITORY_URI', '999999999999.dkr.ecr.us-east-1.amazonaws.com/app'],
    ['REPOSITORY_URI', '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app'],
    ['REPOSITORY_URI', 'ghcr.io/acme/app'],
    ['OTEL_SERVICE_NAME', 'web'],
    ['DD_SERVICE', 'web'],
    ['SERVICE', 'webhooks'],
    ['SERVICE_ROLE', 'web'],
    ['NAME', 'web'],
    ['ECS_CLUSTER', 'prod'],
  ])('%s of %s shows nothing', (name, value) => {
    expect(evidence({ [name]: value })).toEqual([])
  })

  it.each([
    [{ AWS_ACCOUNT_ID: '999999999999' }],
    [{ AWS_DEFAULT_REGION: 'eu-west-1' }],
    [{ ECR_REGISTRY: '999999999999.dkr.ecr.us-east-1.amazonaws.com' }],
    [{ DOCKER_REGISTRY: 'https://registry.acme.example/' }],
    [{ HOST: 'ghcr.io/' }],
  ])('mean another repository of that name beside %j', (others) => {
    expect(evidence({ IMAGE_REPO_NAME: 'app', ...others })).toEqual([])
  })

  it.each([
    [{ AWS_ACCOUNT_ID: '123456789012', AWS_DEFAULT_REGION: 'us-east-1' }],
    [{ DEV_ACCOUNT_ID: '999999999999', PROD_ACCOUNT_ID: '123456789012' }],
    [{ ECR_REGISTRY: `${REGISTRY}/` }],
    [{ BASE: 'docker.io/library/node:24' }],
  ])('mean this repository beside %j', (others) => {
    expect(evidence({ IMAGE_REPO_NAME: 'app', ...others })).toHaveLength(1)
  })

  it('may name the repository of the source code, where that is called the same', () => {
    const target = { ...TARGET, sourceRepository: 'acme/app' }
    expect(evidence({ REPO_NAME: 'app' }, undefined, target)).toEqual([])
    expect(evidence({ ECR_REPO_NAME: 'app' }, undefined, target)).toHaveLength(1)
    const both = { ...target, sourceRepository: 'Acme/Shop', imageRepositories: [`${REGISTRY}/acme/shop`] }
    expect(evidence({ REPO: 'acme/shop' }, undefined, both)).toEqual([])
  })

  it('name it in two parts', () => {
    const target = { ...TARGET, imageRepositories: [`${REGISTRY}/team/app`] }
    expect(evidence({ PREFIX: `${REGISTRY}/team/`, NAME: 'app:latest' }, undefined, target)).toEqual([
      `Its environment variables PREFIX and NAME together name the image repository ${REGISTRY}/team/app.`,
    ])
    expect(evidence({ PREFIX: `${REGISTRY}/other`, NAME: 'app' }, undefined, target)).toEqual([])
  })

  it('name images outside of ECR too', () => {
    const target = { ...TARGET, imageRepositories: ['ghcr.io/acme/app', 'docker.io/acme/app'] }
    expect(evidence({ IMAGE: 'ghcr.io/acme/app:v1' }, undefined, target)).toEqual([
      'Its environment variable IMAGE names the image repository ghcr.io/acme/app.',
    ])
  })

  it.each([
    [{ ECS_SERVICE: 'web' }, 'Its environment variable ECS_SERVICE names the service web.'],
    [{ serviceName: 'web' }, 'Its environment variable serviceName names the service web.'],
    [
      { ECS_SERVICE: 'web', CLUSTER_NAME: 'prod' },
      'Its environment variable ECS_SERVICE names the service web in the cluster prod.',
    ],
    [
      { SERVICE_ARN: 'arn:aws:ecs:us-east-1:123456789012:service/prod/web' },
      'Its environment variable SERVICE_ARN names the service web.',
    ],
  ])('%j names the service', (values, sentence) => {
    expect(evidence(values)).toEqual([sentence])
  })

  it.each([
    [{ ECS_SERVICE: 'web', ECS_CLUSTER: 'staging' }],
    [{ SERVICE_ARN: 'arn:aws:ecs:us-east-1:123456789012:service/staging/web' }],
  ])('%j names a service of that name elsewhere', (values) => {
    expect(evidence(values)).toEqual([])
  })

  it('take a cluster of something else for none', () => {
    expect(evidence({ ECS_SERVICE: 'web', REDIS_CLUSTER: 'cache' })).toHaveLength(1)
  })

  it('that refer to parameters and secrets are not compared', () => {
    for (const type of ['PARAMETER_STORE', 'SECRETS_MANAGER'] as const) {
      const project = { ...projectOf({}), ...environment([{ name: 'ECR_REPOSITORY', value: 'app', type }]) }
      expect(evidenceOf(project, [], TARGET)).toEqual([])
    }
  })

  it('count as plain where CodeBuild leaves their type out', () => {
    const project = { ...projectOf({}), ...environment([{ name: 'ECR_REPOSITORY', value: 'app' }]) }
    expect(evidenceOf(project, [], TARGET)).toHaveLength(1)
  })

  it('are never told by their values', () => {
    const values = fc.dictionary(
      fc.constantFrom('ECR_REPOSITORY', 'IMAGE', 'SERVICE', 'TOKEN', 'REGISTRY'),
      fc.oneof(fc.constantFrom('app', 'web', APP), fc.string()),
    )
    fc.assert(
      fc.property(values, fc.string({ minLength: 12 }), (some, secret) => {
        const told = evidence({ ...some, DEPLOY_IMAGE: `${APP}:${secret}`, SECRET: secret }).join('\n')
        expect(told.includes(secret) && !APP.includes(secret)).toBe(false)
      }),
    )
  })

  it('with names that are patterns do no harm', () => {
    expect(evidence({ '(': APP, '((a+)+)$': APP }, yaml('docker build .'))).toHaveLength(2)
  })
})

describe('a buildspec', () => {
  const PUSHES = `Its buildspec pushes to the image repository ${APP}.`
  const NAMES = `Its buildspec names the image repository ${APP}.`
  const UPDATES = 'Its buildspec updates the service web in the cluster prod.'

  it('of the usual kind pushes what its variables compose', () => {
    const buildspec = yaml(
      'docker build -t $IMAGE_REPO_NAME:$IMAGE_TAG .',
      'docker push $AWS_ACCOUNT_ID.dkr.ecr.$AWS_DEFAULT_REGION.amazonaws.com/$IMAGE_REPO_NAME:$IMAGE_TAG',
    )
    expect(evidence({ IMAGE_REPO_NAME: 'app', IMAGE_TAG: 'latest' }, buildspec)).toEqual([
      `Its environment variable IMAGE_REPO_NAME names the image repository ${APP}.`,
      PUSHES,
    ])
    expect(evidence({ IMAGE_REPO_NAME: 'other' }, buildspec)).toEqual([])
    expect(evidence({ IMAGE_REPO_NAME: 'app', AWS_ACCOUNT_ID: '999999999999' }, buildspec)).toEqual([])
  })

  it('of the usual kind for a CodePipeline says that too', () => {
    const buildspec = [
      'version: 0.2',
      'phases:',
      '  pre_build:',
      '    commands:',
      '      - aws ecr get-login-password | docker login --username AWS --password-stdin $REGISTRY',
      `      - REPOSITORY_URI=${APP}`,
      '      - COMMIT_HASH=$(echo $CODEBUILD_RESOLVED_SOURCE_VERSION | cut -c 1-7)',
      '      - IMAGE_TAG=${COMMIT_HASH:=latest}',
      '  post_build:',
      '    commands:',
      '      - docker push $REPOSITORY_URI:$IMAGE_TAG',
      `      - printf '[{"name":"web","imageUri":"%s"}]' $REPOSITORY_URI:$IMAGE_TAG > imagedefinitions.json`,
      'artifacts:',
      '  files: imagedefinitions.json',
    ].join('\n')
    expect(evidence({}, buildspec)).toEqual([
      PUSHES,
      'Its buildspec writes the image definitions that a CodePipeline deploys to ECS from.',
    ])
    expect(evidence({}, buildspec.replaceAll(APP, `${APP}2`))).toEqual([])
  })

  it.each([
    [`docker push ${APP}:latest`],
    [`docker image push "${APP}:latest"`],
    [`cd app && docker push ${APP} || exit 1`],
    [`if true; then docker push ${APP}; fi`],
    [`docker buildx build --push -t ${APP}:v1 .`],
    [`docker buildx build --output type=registry,name=${APP}:v1 .`],
    [`docker buildx imagetools create --tag=${APP}:v2 ${APP}2:v1`],
    [`/kaniko/executor --destination=${APP}:v1`],
    [`crane copy ghcr.io/acme/app:v1 ${APP}:v1`],
    [`skopeo copy docker://ghcr.io/acme/app:v1 docker://${APP}:v1`],
    ['docker push $ECR_REGISTRY/app:v1'],
    ['docker push $(aws sts get-caller-identity --query Account).dkr.ecr.us-east-1.amazonaws.com/app'],
    ['docker push `account`.dkr.ecr.us-east-1.amazonaws.com/app'],
    [`DIGEST=$(docker push ${APP}:v1)`],
    [`DIGEST=$(docker push ${APP}:v1`],
    [`docker push $(jq -r '(.a)' x).dkr.ecr.$(region $(here)).amazonaws.com/app`],
    ['aws ecr put-image --repository-name app --image-tag latest'],
  ])('pushes by: %s', (command) => {
    expect(evidence({}, yaml(command))).toEqual([PUSHES])
  })

  it.each([
    [`docker tag local ${APP}:v1`],
    [`export IMAGE=${APP}`],
    [`aws cloudformation deploy --parameter-overrides Image=${APP}:v1`],
    [`make publish TO=${APP}`],
    [`docker buildx build --push=false -t ${APP} .`],
  ])('names the repository by: %s', (command) => {
    expect(evidence({}, yaml(command))).toEqual([NAMES])
  })

  it.each([
    [`docker pull ${APP}:latest`],
    [`docker run --rm ${APP}:latest npm test`],
    [`trivy image ${APP}:latest`],
    ['aws ecr describe-images --repository-name app'],
    [`docker login -u AWS ${APP}`],
    [`echo docker push ${APP}`],
    [`# docker push ${APP}`],
    [`npm test # then docker push ${APP}`],
    [`docker push ${APP}lication:latest`],
    ['docker push app:latest'],
    ['docker push $REGISTRY/my-app'],
    ['docker push $IMAGE'],
    ['cd $CODEBUILD_SRC_DIR/app'],
    [`crane copy ${APP}:v1 ghcr.io/acme/app:v1`],
    [`docker build --push -t ghcr.io/acme/app .`],
    ['aws ecr put-image --repository-name application'],
    [`echo '[]' > imagedefinitions.json`],
  ])('shows nothing by: %s', (command) => {
    expect(evidence({}, yaml(command))).toEqual([])
  })

  it('that only pulls what a variable names takes that variable’s evidence away', () => {
    const reads = yaml('docker pull $TEST_IMAGE', 'docker run $TEST_IMAGE npm test')
    expect(evidence({ TEST_IMAGE: APP }, reads)).toEqual([])
    expect(evidence({ TEST_IMAGE: APP }, `${reads}\n      - echo $TEST_IMAGE`)).toEqual([])
    expect(evidence({ TEST_IMAGE: APP }, yaml('docker pull $TEST_IMAGE', 'docker push $TEST_IMAGE'))).toHaveLength(2)
    expect(evidence({ TEST_IMAGE: APP }, yaml('./deploy.sh'))).toHaveLength(1)
    expect(evidence({}, yaml(`IMAGE=${APP}`, 'docker pull $IMAGE'))).toEqual([])
    expect(evidence({ TEST_IMAGE: APP }, yaml('docker pull $TEST_IMAGE', './deploy.sh'))).toHaveLength(1)
    expect(evidence({}, yaml(`IMAGE=${APP}`, 'docker pull $IMAGE', 'make publish'))).toEqual([NAMES])
    expect(evidence({ ECR_REPO: APP }, yaml('docker login $ECR_REPO', 'docker compose push'))).toHaveLength(1)
  })

  it.each([
    ['aws ecs update-service --cluster prod --service web --force-new-deployment'],
    [
      'aws --region us-east-1 ecs update-service --service=web --cluster=arn:aws:ecs:us-east-1:123456789012:cluster/prod',
    ],
    ['aws ecs update-service --service web --cluster $CLUSTER'],
    ['aws ecs update-service --cluster prod \\\n          --service web'],
    ['>-\n          aws ecs update-service\n          --cluster prod\n          --service web'],
    ['./ecs-deploy -c prod -n web -i image'],
    ['ecs deploy prod web --tag v1'],
  ])('updates the service by: %s', (command) => {
    expect(evidence({}, yaml(command))).toEqual([UPDATES])
  })

  it.each([
    ['aws ecs update-service --cluster prod --service website'],
    ['aws ecs update-service --cluster staging --service web'],
    // Without a cluster it is the one called default.
    ['aws ecs update-service --service web'],
    ['aws ecs update-service --cluster prod --service $SERVICE'],
    ['aws ecs describe-services --cluster prod --services web'],
    ['echo aws ecs update-service --cluster prod --service web'],
  ])('updates no service of these by: %s', (command) => {
    expect(evidence({}, yaml(command))).toEqual([])
  })

  it('updates a service of the default cluster without naming that', () => {
    const target = { ...TARGET, services: [{ cluster: 'default', service: 'web' }] }
    expect(evidence({}, yaml('aws ecs update-service --service web'), target)).toHaveLength(1)
  })

  it('may be JSON, as the CDK writes it', () => {
    const spec = {
      version: '0.2',
      env: { variables: { REPO: 'app' }, 'parameter-store': { HIDDEN: 'app' } },
      phases: {
        build: {
          commands: [
            'docker build .',
            'docker push $REG/$REPO:v1 && aws ecs update-service --cluster prod --service web',
          ],
        },
      },
    }
    const told = [`Its buildspec's variable REPO names the image repository ${APP}.`, PUSHES, UPDATES]
    expect(evidence({}, JSON.stringify(spec))).toEqual(told)
    expect(evidence({}, JSON.stringify(spec, undefined, 2))).toEqual(told)
  })

  it('has variables that the environment overrides, and references that are not known', () => {
    const buildspec = [
      'version: 0.2',
      'env:',
      '  variables:',
      '    ECR_REPOSITORY: "app"',
      '  parameter-store:',
      '    OTHER_IMAGE: app',
      'phases:',
      '  build:',
      '    commands:',
      '      - docker push $REG/$ECR_REPOSITORY',
    ].join('\n')
    expect(evidence({}, buildspec)).toEqual([
      `Its buildspec's variable ECR_REPOSITORY names the image repository ${APP}.`,
      PUSHES,
    ])
    expect(evidence({ ECR_REPOSITORY: 'other' }, buildspec)).toEqual([])
    const hidden = environment([{ name: 'ECR_REPOSITORY', value: 'x', type: 'PARAMETER_STORE' }])
    expect(evidenceOf({ ...projectOf({}, buildspec), ...hidden }, [], TARGET)).toEqual([])
    expect(evidence({}, buildspec.replaceAll('ECR_REPOSITORY', 'X').replace('$X', '$OTHER_IMAGE'))).toEqual([])
  })

  it('does not know a variable that is set to different values', () => {
    for (const [one, other] of [
      ['app', 'other'],
      ['other', 'app'],
    ]) {
      const spec = yaml(`if a; then NAME=${one}; else NAME=${other}; fi`, 'docker push $REG/$NAME')
      expect(evidence({}, spec)).toEqual([])
    }
  })

  it('does not know a variable that a command gives over several lines', () => {
    const spec = yaml('|\n          NAME=$(cat name |\n          cut -c 1-9)', 'docker push $REG/$NAME')
    expect(evidence({ NAME: 'app' }, spec)).toEqual([])
  })

  it('with a character that stands for the unknown is read without it', () => {
    expect(evidence({}, yaml('docker push \0/app'))).toEqual([])
  })

  it('knows a variable that builds on itself', () => {
    const spec = yaml('REPO=$REPO/app', 'docker push $REPO:v1')
    expect(evidence({ REPO: REGISTRY }, spec)).toContain(PUSHES)
    expect(evidence({ REPO: REGISTRY.replaceAll('1', '9') }, spec)).toEqual([])
  })

  it.each([['buildspec.yml'], ['ci/app/buildspec.yml'], [`arn:aws:s3:::bucket/app/buildspec.yml`], ['']])(
    'that is %p cannot be read and says nothing',
    (path) => {
      expect(evidence({}, path)).toEqual([])
    },
  )

  it('of any text is read, in little time, and never with a value in the words', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '$A',
        '${A:-',
        '$(',
        '`',
        '\n',
        '- ',
        'A=$A$A',
        'docker push ',
        '"',
        "'",
        '\\\n',
        '{',
        '}',
        ' #',
        APP,
        '\0',
      ),
      fc.string(),
    )
    const text = fc.array(piece, { maxLength: 30 }).map((parts) => `version: 0.2\n${parts.join('')}`)
    fc.assert(
      fc.property(text, fc.string({ minLength: 12 }), (buildspec, secret) => {
        const told = evidence({ A: secret }, buildspec).join('\n')
        expect(told.includes(secret) && !`${NAMES}${PUSHES}`.includes(secret)).toBe(false)
      }),
    )
  })

  it('with variables that grow without end is read all the same', () => {
    const doubling = Array.from({ length: 40 }, (_, at) => `V${at + 1}=$V${at}$V${at}`)
    expect(evidence({}, yaml('V0=xxxxxxxx', ...doubling, 'docker push $V40', `docker push ${APP}`))).toEqual([PUSHES])
    const text = `version: 0.2\n${'aws ecr $('.repeat(20_000)}`
    expect(evidence({}, text)).toEqual([])
  })
})

describe('recent builds', () => {
  const build = (number: number, values: Values, rest: Partial<Build> = {}): Build => ({
    id: `p:${number}`,
    buildNumber: number,
    ...environment(plain(values)),
    ...rest,
  })

  it('show what they were given instead of the project’s own', () => {
    const builds = [build(42, { ECR_REPOSITORY: 'app' }), build(41, { ECR_REPOSITORY: 'app' }), build(40, {})]
    expect(evidenceOf(projectOf({ ECR_REPOSITORY: 'other' }), builds, TARGET)).toEqual([
      `The environment variable ECR_REPOSITORY of its build 42 names the image repository ${APP}.`,
    ])
  })

  it('add nothing where they ran as the project is', () => {
    const project = projectOf({ ECR_REPOSITORY: 'app' })
    expect(evidenceOf(project, [build(42, { ECR_REPOSITORY: 'app', DEBUG: '1' })], TARGET)).toEqual(
      evidenceOf(project, [], TARGET),
    )
  })

  it('show what they exported', () => {
    const exported = (name: string, value: string): Partial<Build> => ({
      exportedEnvironmentVariables: [{ name, value }],
    })
    expect(evidenceOf(projectOf({}), [build(42, {}, exported('IMAGE_URI', `${APP}:3fa04cb`))], TARGET)).toEqual([
      `The exported variable IMAGE_URI of its build 42 names the image repository ${APP}.`,
    ])
    expect(evidenceOf(projectOf({}), [build(42, {}, exported('VERSION', 'app'))], TARGET)).toEqual([])
  })

  it('count as far as they are recent', () => {
    const quiet = Array.from({ length: RECENT_BUILDS }, (_, at) => build(100 - at, {}))
    const loud = build(1, { ECR_REPOSITORY: 'app' })
    expect(evidenceOf(projectOf({}), [...quiet, loud], TARGET)).toEqual([])
    expect(evidenceOf(projectOf({}), [...quiet.slice(1), loud], TARGET)).toHaveLength(1)
  })

  it('show the buildspec that they were given', () => {
    const source = { type: 'GITHUB', buildspec: yaml(`docker push ${APP}`) } as const
    expect(evidenceOf(projectOf({}), [build(42, {}, { source })], TARGET)).toEqual([
      `The buildspec of its build 42 pushes to the image repository ${APP}.`,
    ])
  })
})

describe('a project’s environment', () => {
  const arn = (region: string, account: string): string => `arn:aws:codebuild:${region}:${account}:project/p`
  const isNamed = (values: Values, of = arn('us-east-1', '123456789012')): boolean =>
    environmentNamesImage({ ...projectOf(values), arn: of }, TARGET)

  it('names the image or does not, whatever service it names', () => {
    expect(isNamed({ ECR_REPOSITORY: 'app' })).toBe(true)
    expect(isNamed({ ECS_SERVICE: 'web' })).toBe(false)
  })

  it('names it by a bare name in its own account and region only, unless it says otherwise', () => {
    const elsewhere = [arn('eu-west-1', '123456789012'), arn('us-east-1', '999999999999')]
    for (const of of elsewhere) expect(isNamed({ ECR_REPOSITORY: 'app' }, of)).toBe(false)
    for (const of of elsewhere) expect(isNamed({ ANY: `${APP}:v1` }, of)).toBe(true)
    const told = { ECR_REPOSITORY: 'app', ECR_ACCOUNT_ID: '123456789012', ECR_REGION: 'us-east-1' }
    for (const of of elsewhere) expect(isNamed(told, of)).toBe(true)
  })

  it('does not name it by a name that an image on the build’s own machine or a repository of code may have', () => {
    expect(isNamed({ IMAGE_NAME: 'app' })).toBe(false)
    expect(isNamed({ REPO_NAME: 'app' })).toBe(false)
    expect(isNamed({ REGISTRY, IMAGE_NAME: 'app' })).toBe(true)
  })

  it('names nothing where no image is known', () => {
    const target = { ...TARGET, imageRepositories: [''] }
    expect(environmentNamesImage(projectOf({ ECR_REPOSITORY: '', IMAGE: '' }), target)).toBe(false)
  })
})

describe('a service that is named by its ARN', () => {
  const arn = (cluster: string, service: string, account = '123456789012'): string =>
    `arn:aws:ecs:us-east-1:${account}:service/${cluster}/${service}`
  const clusterArn = (name: string, account = '123456789012'): string =>
    `arn:aws:ecs:us-east-1:${account}:cluster/${name}`
  const deploying = (cluster: string, service: string, target: { cluster: string; service: string }): boolean =>
    evidence({}, yaml(`aws ecs update-service --cluster ${cluster} --service ${service}`), {
      ...TARGET,
      imageRepositories: [],
      services: [target],
    }).length > 0

  it.each<[service: string, target: string, is: boolean]>([
    [arn('prod', 'web'), arn('prod', 'web'), true],
    [arn('prod', 'web'), arn('prod', 'web', '999999999999'), false],
    [arn('prod', 'web'), arn('prod', 'job'), false],
    [arn('prod', 'web'), 'web', true],
    [arn('dev', 'web'), 'web', false],
    ['web', arn('prod', 'web'), true],
    ['prod/web', 'web', true],
    ['dev/web', 'web', false],
    ['job', 'web', false],
  ])('%s is %s: %s', (service, target, is) => {
    expect(deploying('prod', service, { cluster: 'prod', service: target })).toBe(is)
  })
  it.each<[cluster: string, target: string, is: boolean]>([
    [clusterArn('prod'), clusterArn('prod'), true],
    [clusterArn('prod'), clusterArn('prod', '999999999999'), false],
    [clusterArn('prod'), 'prod', true],
    ['prod', clusterArn('prod'), true],
    ['dev', clusterArn('prod'), false],
    ['default', '', true],
    ['prod', '', false],
  ])('in the cluster %s is in %s: %s', (cluster, target, is) => {
    expect(deploying(cluster, 'web', { cluster: target, service: 'web' })).toBe(is)
  })
  it('is the one in the cluster called default where a command names none', () => {
    const update = yaml('aws ecs update-service --service web')
    const services = (cluster: string) => ({
      ...TARGET,
      imageRepositories: [],
      services: [{ cluster, service: 'web' }],
    })
    expect(evidence({}, update, services('default'))).toHaveLength(1)
    expect(evidence({}, update, services(''))).toHaveLength(1)
    expect(evidence({}, update, services('prod'))).toHaveLength(0)
  })
  it('is named by a variable beside a cluster variable that holds something', () => {
    const service = { SERVICE: 'web' }
    expect(evidence({ ...service, CLUSTER: '' })).toEqual(['Its environment variable SERVICE names the service web.'])
    expect(evidence({ ...service, CLUSTER: 'prod' })).toEqual([
      'Its environment variable SERVICE names the service web in the cluster prod.',
    ])
    expect(evidence({ ...service, CLUSTER: 'dev' })).toHaveLength(0)
  })
})

describe('the environment of a project that may be anybody’s', () => {
  const own = (values: Values, arn = 'arn:aws:codebuild:us-east-1:123456789012:project/p'): boolean =>
    environmentNamesImage({ ...projectOf(values), arn }, TARGET)
  it('counts for a bare name in the account and region of the project, or in those that it says', () => {
    expect(own({ ECR_REPOSITORY: 'app' })).toBe(true)
    expect(own({ ECR_REPOSITORY: 'app' }, 'arn:aws:codebuild:eu-west-1:123456789012:project/p')).toBe(false)
    expect(own({ ECR_REPOSITORY: 'app' }, 'arn:aws:codebuild:us-east-1:999999999999:project/p')).toBe(false)
    expect(
      own({ ECR_REPOSITORY: 'app', AWS_REGION: 'us-east-1' }, 'arn:aws:codebuild:eu-west-1:123456789012:project/p'),
    ).toBe(true)
    expect(
      own(
        { ECR_REPOSITORY: 'app', AWS_ACCOUNT_ID: '123456789012' },
        'arn:aws:codebuild:us-east-1:999999999999:project/p',
      ),
    ).toBe(true)
    expect(own({ ECR_REPOSITORY: 'app', REGION: 'a word', ACCOUNT: '12' })).toBe(true)
  })
  it('does not count for a bare image or a repository of any kind', () => {
    expect(own({ IMAGE: 'app' })).toBe(false)
    expect(own({ REPOSITORY: 'app' })).toBe(false)
    expect(own({ IMAGE: `${APP}:1` })).toBe(true)
    expect(environmentNamesImage({ name: 'p' }, TARGET)).toBe(false)
  })
})

describe('a bare name', () => {
  const shown = (values: Values, buildspec?: string, target = TARGET): boolean =>
    evidence(values, buildspec, target).length > 0

  it.each<[values: Values, is: boolean]>([
    [{ ACCOUNT: '999999999999' }, false],
    [{ ACCOUNT: '9999999999990' }, true],
    [{ REGION: 'eu-west-1' }, false],
    [{ REGION: 'us-gov-west-1' }, false],
    [{ REGION: 'eu-west-1a' }, true],
    [{ REGION: '1eu-west-1' }, true],
    [{ DOCKER_REGISTRY: 'https://registry.example.com' }, false],
    [{ DOCKER_REGISTRY: 'http://registry.example.com/x' }, false],
    [{ DOCKER_REGISTRY: 'registry.example.com:5000' }, false],
    [{ DOCKER_REGISTRY: 'acme' }, true],
    [{ DOCKER_REGISTRY: `https://${REGISTRY.toUpperCase()}` }, true],
    [{ HOST: 'ghcr.io' }, false],
    [{ HOST: 'ghcr.io/' }, false],
    [{ HOST: '999999999999.dkr.ecr.us-east-1.amazonaws.com' }, false],
    [{ HOST: '999999999999.dkr-ecr.us-east-1.on.aws' }, false],
    [{ HOST: 'ghcr.io and more' }, true],
    [{ HOST: 'see ghcr.io' }, true],
    [{ HOST: 'ghcr.io/other' }, true],
    [{ HOST: 'example.com' }, true],
  ])('beside %j may be the image repository: %s', (values, is) => {
    expect(shown({ IMAGE_REPO: 'app', ...values })).toBe(is)
  })

  it('is one of another registry than ECR’s wherever the build runs', () => {
    const target = { ...TARGET, imageRepositories: ['ghcr.io/acme/app'] }
    expect(shown({ IMAGE_REPO: 'acme/app', REGION: 'eu-west-1', ACCOUNT: '999999999999' }, undefined, target)).toBe(
      true,
    )
  })

  it('of an image may be what the source code is called', () => {
    const target = { ...TARGET, imageRepositories: [`${REGISTRY}/shop`] }
    expect(shown({ IMAGE: 'shop' }, undefined, target)).toBe(true)
    expect(shown({ REPO: 'shop' }, undefined, target)).toBe(false)
  })

  it('in a buildspec is in the region and account that the environment or the buildspec says', () => {
    const spec = (more = ''): string => `version: 0.2\nenv:\n  variables:\n    IMAGE_REPO: app\n${more}`
    expect(shown({}, spec())).toBe(true)
    expect(shown({ REGION: 'eu-west-1' }, spec())).toBe(false)
    expect(shown({}, spec('    REGION: eu-west-1\n'))).toBe(false)
  })

  it('that a build exported is in the region that the build was given', () => {
    const given = (values: Values): Build => ({
      buildNumber: 1,
      ...environment(plain(values)),
      exportedEnvironmentVariables: [{ name: 'IMAGE_REPO', value: 'app' }],
    })
    expect(evidenceOf(projectOf({}), [given({})], TARGET)).toHaveLength(1)
    expect(evidenceOf(projectOf({}), [given({ REGION: 'eu-west-1' })], TARGET)).toHaveLength(0)
  })

  it('of a project that may be anybody’s is where its variables say, and not in its own account too', () => {
    const named = (values: Values): boolean =>
      environmentNamesImage(
        { ...projectOf({ IMAGE_REPO: 'app', ...values }), arn: 'arn:aws:codebuild:us-east-1:123456789012:project/p' },
        TARGET,
      )
    expect(named({ REGION: 'eu-west-1' })).toBe(false)
    expect(named({ ACCOUNT: '999999999999' })).toBe(false)
    expect(named({ OTHER: 'x' })).toBe(true)
  })
})

describe('two variables', () => {
  const both = (values: Values, buildspec?: string, target = TARGET) => evidence(values, buildspec, target)

  it('name an image repository together, which is told once', () => {
    expect(both({ A: REGISTRY, B: REGISTRY, N: 'app' })).toEqual([
      `Its environment variables A and N together name the image repository ${APP}.`,
    ])
  })

  it('do not where one is for reading, or is only read from', () => {
    expect(both({ BASE_HOST: REGISTRY, N: 'app' })).toHaveLength(0)
    expect(both({ A: REGISTRY, BASE_N: 'app' })).toHaveLength(0)
    expect(both({ A: REGISTRY, N: 'app' }, yaml('docker pull $A/$N'))).toHaveLength(0)
  })

  it('do not where what looks like a tag is in the middle', () => {
    const target = { ...TARGET, imageRepositories: [`${REGISTRY}/te/app`] }
    expect(both({ A: REGISTRY, N: 'te/app:x' }, undefined, target)).toHaveLength(1)
    expect(both({ A: REGISTRY, N: 'te:x/app' }, undefined, target)).toHaveLength(0)
  })
})

describe('what is not there', () => {
  it('shows nothing: no environment, no source, no name of a variable', () => {
    expect(evidenceOf({ name: 'p' }, [], TARGET)).toHaveLength(0)
    const nameless = { ...projectOf({}), ...environment([{ name: undefined, value: APP }]) }
    expect(evidenceOf(nameless, [], TARGET)).toHaveLength(0)
  })

  it('is the number of a build that has its id alone', () => {
    const build: Build = { id: 'p:7', ...environment(plain({ IMAGE_REPO: 'app' })) }
    expect(evidenceOf(projectOf({}), [build], TARGET)).toEqual([
      `The environment variable IMAGE_REPO of its build p:7 names the image repository ${APP}.`,
    ])
  })
})

it('a build shows the buildspec that it was given in place of the project’s', () => {
  const source = { type: 'GITHUB', buildspec: yaml(`docker push ${APP}`) } as const
  const build: Build = { buildNumber: 42, ...environment([]), source }
  expect(evidenceOf(projectOf({}, yaml('true')), [build], TARGET)).toHaveLength(1)
})

it('an image that is pulled is named all the same where something else is pushed', () => {
  const commands = [`docker pull ${APP}`, `docker tag x ${APP}`]
  expect(evidence({}, yaml(...commands))).toHaveLength(0)
  expect(evidence({}, yaml(...commands, 'docker push other'))).toEqual([
    `Its buildspec names the image repository ${APP}.`,
  ])
})
