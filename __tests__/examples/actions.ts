/** What is known of an action that the examples use, from the `action.yml` of that very version. */
export interface KnownAction {
  readonly version: string
  readonly sha: string
  /** Those that the examples give, and all that are required. */
  readonly inputs: readonly string[]
  readonly required: readonly string[]
  /** Those that the examples read. */
  readonly outputs: readonly string[]
}

/** A new version, input or output is looked up in the action's own `action.yml` before it is written here. */
export const ACTIONS: Readonly<Record<string, KnownAction>> = {
  'actions/checkout': {
    version: 'v7.0.1',
    sha: '3d3c42e5aac5ba805825da76410c181273ba90b1',
    inputs: ['fetch-depth', 'persist-credentials'],
    required: [],
    outputs: [],
  },
  'aws-actions/amazon-ecr-login': {
    version: 'v2.1.7',
    sha: '03f1aad4c6c7ffd436567f42f9384779290529bd',
    inputs: [],
    required: [],
    outputs: [],
  },
  'aws-actions/amazon-ecs-deploy-task-definition': {
    version: 'v2.6.3',
    sha: 'c465972ecbd160473f22e683363b422a5412a3de',
    inputs: [
      'task-definition',
      'service',
      'cluster',
      'codedeploy-appspec',
      'codedeploy-application',
      'codedeploy-deployment-group',
    ],
    required: ['task-definition'],
    outputs: ['task-definition-arn'],
  },
  'aws-actions/amazon-ecs-render-task-definition': {
    version: 'v1.9.0',
    sha: '138c24f321fdbdf7edee4a685519d253cae2cdea',
    inputs: ['task-definition-family', 'container-name', 'image'],
    required: ['container-name', 'image'],
    outputs: ['task-definition'],
  },
  'aws-actions/configure-aws-credentials': {
    version: 'v6.2.3',
    sha: 'e6de054238d6b7531b4efff3b6587d9aade6a06c',
    inputs: ['aws-region', 'role-to-assume'],
    required: ['aws-region'],
    outputs: [],
  },
  'docker/build-push-action': {
    version: 'v7.3.0',
    sha: '53b7df96c91f9c12dcc8a07bcb9ccacbed38856a',
    inputs: ['build-args', 'file', 'labels', 'provenance', 'push', 'tags'],
    required: [],
    outputs: ['digest'],
  },
  'docker/login-action': {
    version: 'v4.1.0',
    sha: '4907a6ddec9925e35a0a9e82d7399ccc52663121',
    inputs: ['registry', 'username', 'password'],
    required: [],
    outputs: [],
  },
  'docker/setup-buildx-action': {
    version: 'v4.3.0',
    sha: '37fe631027851001ddb9b187196cc803df7f5f0e',
    inputs: [],
    required: [],
    outputs: [],
  },
}
