import { interruption } from './interruption.ts'
import { main } from './main.ts'

await main(interruption)
