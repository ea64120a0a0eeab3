import { story, type Story } from '../story.ts'
import type { ImageBehaviour } from '../world/specification.ts'
import { production, pushTheCommit, theImage, withVersion } from './setting.ts'

function crashLoop(title: string, behaves: Partial<ImageBehaviour>): Story {
  return story(title, (tale) => {
    production(tale)
    tale.at('10:05:00')
    pushTheCommit(tale)
    tale.at('10:07:00')
    tale.deploy(theImage(tale, { behaves }))
    tale.at('10:07:05')
    tale.verify(withVersion(tale))
    tale.expectVerdict('failed', 'tasks-failing')
  })
}

export const theImageThatCannotBePulled = crashLoop('a crash loop: the image cannot be pulled', {
  cannotPull: 'pull image manifest has been retried 5 time(s): failed to resolve ref: 403 Forbidden',
})

export const theCodeThatExits = crashLoop('a crash loop: exit 1', {
  crash: { afterMs: 4_000, exitCode: 1 },
  logs: ['Agricultural Core 3.3.6 starting'],
  lastWords: ['KeyError: DATABASE_URL'],
})

export const theCodeThatEatsMemory = crashLoop('a crash loop: out of memory', { oom: { afterMs: 5_000 } })
