import { partitionOf } from '../../aws/partition.ts'

/**
 * Regions with CodePipeline, by partition, out of the AWS SDKs' endpoint data (botocore 1.43, `endpoints.json`, the endpoints of
 * `codepipeline`). A region may be opt-in, and then does not answer every account.
 */
const REGIONS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'aws',
    [
      'af-south-1',
      'ap-east-1',
      'ap-northeast-1',
      'ap-northeast-2',
      'ap-northeast-3',
      'ap-south-1',
      'ap-south-2',
      'ap-southeast-1',
      'ap-southeast-2',
      'ap-southeast-3',
      'ap-southeast-4',
      'ap-southeast-5',
      'ca-central-1',
      'eu-central-1',
      'eu-central-2',
      'eu-north-1',
      'eu-south-1',
      'eu-south-2',
      'eu-west-1',
      'eu-west-2',
      'eu-west-3',
      'il-central-1',
      'me-central-1',
      'me-south-1',
      'sa-east-1',
      'us-east-1',
      'us-east-2',
      'us-west-1',
      'us-west-2',
    ],
  ],
  ['aws-cn', ['cn-north-1', 'cn-northwest-1']],
  ['aws-us-gov', ['us-gov-east-1', 'us-gov-west-1']],
])

/** The other regions of the region's partition in which a pipeline can be; none where the partition is not known. */
export function otherPipelineRegions(region: string): readonly string[] {
  const partition = partitionOf(region)
  const isKnownPartition = partition !== 'aws' || /^[a-z]{2}-[a-z]+-\d+$/.test(region)
  return isKnownPartition ? (REGIONS.get(partition) ?? []).filter((one) => one !== region) : []
}
