import type { ProxyEnv } from 'node:http'
import { Agent, type AgentOptions } from 'node:https'
import type { Duplex } from 'node:stream'

/** Listeners of Node's at a connection to a proxy: their number doubles with each piece in which the answer comes. */
const MOST_LISTENERS = 1024

/**
 * An agent for https that goes through the proxy of the environment. Node leaves the connection of a tunnel that was refused open, and
 * nobody hears of its errors, so that a reset would end the process; and once the proxy lets it through, Node waits for the host behind
 * it without end. Both are made good here.
 *
 * @param limit milliseconds for the proxy's answer and for TLS through it
 */
export function tunnellingAgent(options: AgentOptions & { readonly proxyEnv: ProxyEnv }, limit: number): Agent {
  const agent = new Agent(options)
  const connect = agent.createConnection.bind(agent)
  const tooLate = (): Error =>
    Object.assign(new Error(`no connection through the proxy within ${limit / 1000} s`), { code: 'ETIMEDOUT' })
  agent.createConnection = (target, connected) => {
    const way = connect(target, (error, stream) => {
      clearTimeout(timer)
      if (error !== null) way?.destroy()
      // What Node calls that is what it calls a refusal.
      connected?.(error !== null && 'proxyTunnelTimeout' in error ? tooLate() : error, stream)
    })
    if (way === undefined || way === null) return way
    const giveUp = (error: Error): void => {
      // A host that needs no proxy is spoken to over this very connection, and who asked has limits of its own.
      if (isInUse(agent, way)) return
      way.destroy()
      connected?.(error, way)
    }
    const timer = setTimeout(() => giveUp(tooLate()), limit)
    way.on('close', () => clearTimeout(timer))
    way.on('error', () => undefined)
    way.on('newListener', (name) => {
      if (name === 'readable' && way.listenerCount(name) === MOST_LISTENERS)
        giveUp(Object.assign(new Error('the proxy answers in too many pieces'), { code: 'ERR_PROXY_TUNNEL' }))
    })
    return way
  }
  return agent
}

function isInUse({ sockets, freeSockets }: Agent, way: Duplex): boolean {
  return [sockets, freeSockets].some((pool) => Object.values(pool).some((those) => those?.some((one) => one === way)))
}
