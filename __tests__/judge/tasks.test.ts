import { describe, expect, it } from '@jest/globals'
import { shutOff } from '../../src/judge/tasks.ts'
import type { Rollout, ServicePicture } from '../../src/model.ts'
import { BEFORE, LATER, MINUTE, NOW, OURS, picture, previous, rollout } from './cases.ts'

describe('the task sets that no traffic reaches', () => {
  const green = rollout({ kind: 'task-set', externalId: 'd-1' })
  const blue = previous({ kind: 'task-set', externalId: 'd-0' })
  const moved = { id: 'd-1', status: 'InProgress', waits: 0, allowTraffic: 'Succeeded' }
  const off = (rollouts: readonly Rollout[], change: Partial<ServicePicture> = {}, ours = green): readonly string[] => [
    ...shutOff(picture({ rollouts, codeDeploy: { state: 'read', value: [moved] }, ...change }), ours),
  ]
  const timeless = ({ createdAt: _absent, ...rest }: Rollout): Rollout => rest

  it('are the one that CodeDeploy says ours replaced', () => {
    expect(off([green, blue])).toEqual([BEFORE])
  })
  it('are told by the deployment of ours, whatever other deployments say', () => {
    const other = { ...moved, id: 'd-0', allowTraffic: 'Pending' }
    expect(off([green, blue], { codeDeploy: { state: 'read', value: [other, moved] } })).toEqual([BEFORE])
    expect(
      off([green, blue], { codeDeploy: { state: 'read', value: [{ ...other, allowTraffic: 'Succeeded' }] } }),
    ).toEqual([])
    expect(off([green, blue], { codeDeploy: { state: 'read', value: [] } })).toEqual([])
  })
  it('are none where an event after that failed: the traffic goes back', () => {
    const value = [{ ...moved, failedEvent: 'AfterAllowTraffic' }]
    expect(off([green, blue], { codeDeploy: { state: 'read', value } })).toEqual([])
  })
  it('are none of a deployment, and none while ours is not PRIMARY', () => {
    expect(off([green, blue], {}, { ...green, kind: 'deployment' })).toEqual([])
    expect(off([green, blue], {}, { ...green, status: 'ACTIVE' })).toEqual([])
  })
  it('are none that began with ours, or of which nobody knows when it began', () => {
    expect(off([green, { ...blue, createdAt: green.createdAt ?? 0 }])).toEqual([])
    expect(off([green, timeless(blue)])).toEqual([])
    expect(off([timeless(green), blue], {}, timeless(green))).toEqual([])
  })
  it('are none of several where the target groups of one of both are not known', () => {
    const oldest = { ...blue, id: LATER, createdAt: NOW - 120 * MINUTE }
    const told = { ...blue, targetGroups: ['b'] }
    expect(off([{ ...green, targetGroups: ['a'] }, told, oldest], {}, { ...green, targetGroups: ['a'] })).toEqual([
      BEFORE,
    ])
    expect(off([green, told, oldest])).toEqual([])
  })

  it('are none whose target group a newer set may be taking the traffic over by', () => {
    const mine = { ...green, targetGroups: ['a'] }
    const replaced = { ...blue, targetGroups: ['b'] }
    const newer = (group: string): Rollout => ({ ...blue, id: LATER, createdAt: NOW, targetGroups: [group] })
    expect(off([mine, replaced, newer('c')], {}, mine)).toEqual([BEFORE])
    expect(off([mine, replaced, newer('b')], {}, mine)).toEqual([])
    expect(off([mine, replaced, { ...newer('b'), targetGroups: [] }], {}, mine)).toEqual([])
  })

  describe('by the listener’s weights', () => {
    const traffic = (
      weights: readonly (readonly [group: string, weight: number])[],
      targetGroups: readonly (readonly [rollout: string, groups: readonly string[]])[] = [
        [OURS, ['g']],
        [BEFORE, ['b']],
      ],
    ): Partial<ServicePicture> => ({
      codeDeploy: { state: 'not-read', why: 'x', denied: false },
      traffic: {
        state: 'read',
        value: {
          targetGroups: targetGroups.map(([rolloutId, targetGroupArns]) => ({ rolloutId, targetGroupArns })),
          rules: weights.map(([targetGroupArn, weight], index) => ({
            ruleArn: `r${index}`,
            weights: [{ targetGroupArn, weight }],
          })),
        },
      },
    })

    it('are those that no rule gives any, while ours has some', () => {
      expect(off([green, blue], traffic([['g', 1]]))).toEqual([BEFORE])
      expect(
        off(
          [green, blue],
          traffic([
            ['g', 1],
            ['b', 0],
          ]),
        ),
      ).toEqual([BEFORE])
      expect(
        off(
          [green, blue],
          traffic([
            ['g', 1],
            ['b', 1],
          ]),
        ),
      ).toEqual([])
      expect(off([green, blue], traffic([['x', 1]]))).toEqual([])
    })
    it('are none whose target groups are not known', () => {
      expect(off([green, blue], traffic([['g', 1]], [[OURS, ['g']]]))).toEqual([])
      expect(
        off(
          [green, blue],
          traffic(
            [['g', 1]],
            [
              [OURS, ['g']],
              [BEFORE, []],
            ],
          ),
        ),
      ).toEqual([])
    })
  })
})
