import { expect, it } from '@jest/globals'
import { partitionOf } from '../../src/aws/partition.ts'

it.each([
  ['us-east-1', 'aws'],
  ['mx-central-1', 'aws'],
  ['eu-isolde-1', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
])('%s is in the partition %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition)
})
