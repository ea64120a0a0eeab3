/** IAM policy documents, and the ARNs in them. */

export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Statement[]
}

/** What a name leaves out of an ARN. */
export interface Place {
  readonly partition: string
  readonly region: string
  readonly account: string
}

/** Something in AWS by its name there. */
export interface Named extends Place {
  readonly name: string
}

/** A statement that names each resource once. */
export function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: Statement['Condition'],
): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: oneOrMany(actions),
    Resource: oneOrMany([...new Set(resources)]),
    ...(condition === undefined ? {} : { Condition: condition }),
  }
}

/** IAM takes one text as well as a list of one. */
export function oneOrMany(texts: readonly string[]): string | readonly string[] {
  const [first, ...more] = texts
  return first !== undefined && more.length === 0 ? first : texts
}

export function arnOf(service: string, { partition, region, account }: Place, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`
}

/** A text that a condition compares with as it is: `${` would begin a policy variable. */
export function literal(text: string): string {
  return text.replaceAll('${', '${$}{')
}

/** The partition that a region is in, by the first part of its name. */
export function partitionOf(region: string): string {
  const [, prefix = ''] = /^(cn|us-gov|eusc|us-iso[bf]?|eu-isoe)-/.exec(region) ?? []
  return PARTITIONS[prefix] ?? 'aws'
}

const PARTITIONS: Readonly<Record<string, string>> = {
  cn: 'aws-cn',
  'us-gov': 'aws-us-gov',
  eusc: 'aws-eusc',
  'us-iso': 'aws-iso',
  'us-isob': 'aws-iso-b',
  'us-isof': 'aws-iso-f',
  'eu-isoe': 'aws-iso-e',
}
