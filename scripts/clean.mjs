import { rmSync } from 'node:fs'

// ncc never cleans its output folder: a chunk that is no longer built would stay committed.
for (const folder of ['build', 'dist'])
  rmSync(new URL(`../${folder}`, import.meta.url), { recursive: true, force: true })
