import { start } from '../../scripts/on-node-24.mjs'

await start(new URL('./run.ts', import.meta.url), 'The demo needs', '`npm ci && npm run demo`')
