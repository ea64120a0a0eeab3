import { start } from '../on-node-24.mjs'

await start(new URL('./run.ts', import.meta.url), 'Printing a policy needs')
