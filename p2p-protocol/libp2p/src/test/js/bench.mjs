// A js-libp2p peer for benchmarks: the options and JSON lines of specs/peer.md, as far as `./baton bench libp2p` needs them.
//
// Serves /test/sink/1 as well: reads to the end, then answers with one byte. Each line on stdin is answered by an event `memory` with
// the bytes of the heap in use after a collection (node --expose-gc); the end of stdin ends the process.
import { createHash, randomFillSync } from 'node:crypto'
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { gossipsub } from '@libp2p/gossipsub'
import { identify, identifyPush } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'

const SINK = '/test/sink/1'
const POLL_MS = 50
const text = name => [name, { type: 'string' }]
// The parser takes the -1 of `--listen -1` for an option.
const args = process.argv.slice(2).join('\n').replace('--listen\n', '--listen=').split('\n').filter(Boolean)
const { values: given } = parseArgs({
  args,
  options: Object.fromEntries([
    ...['listen', 'dial', 'topic', 'policy', 'publish-every', 'count', 'size', 'window', 'ack-every', 'warmup-ms', 'run-for', 'idle-exit',
      'start-delay', 'linger', 'expect'].map(text),
    ['quiet', { type: 'boolean' }]
  ])
})
const number = (name, otherwise) => given[name] == null ? otherwise : Number(given[name])
const topic = given.topic ?? 'bench'
const ackTopic = topic + '-ack'
const signs = given.policy !== 'strict-no-sign'
const port = number('listen', 0)
const nowNs = () => process.hrtime.bigint()
const pause = ms => new Promise(resolve => setTimeout(resolve, ms))
const tell = (ev, fields) => writeSync(1, JSON.stringify({ ev, ...fields, t_ms: Date.now() }) + '\n')

const pubsubOptions = {
  allowPublishToZeroTopicPeers: true,
  emitSelf: false,
  fallbackToFloodsub: false,
  globalSignaturePolicy: signs ? 'StrictSign' : 'StrictNoSign',
  // All peers of a benchmark are at one address.
  scoreParams: { IPColocationFactorWeight: 0 }
}
if (!signs) {
  pubsubOptions.msgIdFn = message => createHash('sha256').update(message.data).digest().subarray(0, 20)
}
const node = await createLibp2p({
  addresses: { listen: port < 0 ? [] : [`/ip4/127.0.0.1/tcp/${port}`] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  connectionGater: { denyDialMultiaddr: () => false },
  connectionManager: { maxConnections: 1000, inboundConnectionThreshold: 100000, maxIncomingPendingConnections: 1000 },
  services: { identify: identify(), identifyPush: identifyPush(), ping: ping(), pubsub: gossipsub(pubsubOptions) }
})
const pubsub = node.services.pubsub

await node.handle(SINK, async stream => {
  for await (const _ of stream) { /* only counted by the window */ }
  stream.send(new Uint8Array(1))
  await stream.close()
}, { maxInboundStreams: 64 })

const cpuUs = from => {
  const used = process.cpuUsage(from)
  return used.user + used.system
}
const hundredths = value => Math.round(value * 100) / 100

// What came in, measured after the warm-up.
const measured = []
let received = 0
let firstNs = null
let lastNs = null
let fromNs = null
let fromCpu = null
let highest = -1
const indices = new Set()
let acknowledged = 0

const onMessage = ({ detail: message }) => {
  const now = nowNs()
  const data = message.data instanceof Uint8Array ? message.data : message.data.subarray()
  const head = new DataView(data.buffer, data.byteOffset, 16)
  const index = Number(head.getBigUint64(0))
  if (message.topic === ackTopic) {
    acknowledged = Math.max(acknowledged, index)
    return
  }
  received++
  indices.add(index)
  highest = Math.max(highest, index)
  lastNs = now
  firstNs ??= now
  if (Number(now - firstNs) / 1e6 >= number('warmup-ms', 0)) {
    fromNs ??= now
    fromCpu ??= process.cpuUsage()
    measured.push(Number(now - head.getBigUint64(8)))
  }
  const every = number('ack-every', 0)
  if (every > 0 && received % every === 0) {
    const ack = Buffer.alloc(16)
    ack.writeBigUInt64BE(BigInt(received))
    pubsub.publish(ackTopic, ack).catch(e => tell('ack-error', { error: String(e) }))
  }
}
pubsub.addEventListener('message', onMessage)
pubsub.subscribe(topic)
pubsub.subscribe(ackTopic)

const summary = () => {
  const sorted = Float64Array.from(measured).sort()
  const at = share => sorted.length === 0 ? 0 : Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 100) / 10
  const seconds = sorted.length === 0 ? 0 : Number(lastNs - fromNs) / 1e9
  tell('summary', {
    received,
    measured: sorted.length,
    dup: received - indices.size,
    missing: highest + 1 - indices.size,
    seconds,
    rate_msg_s: seconds > 0 ? Math.round((sorted.length - 1) / seconds) : 0,
    p50_us: at(0.5),
    p90_us: at(0.9),
    p99_us: at(0.99),
    max_us: at(1),
    cpu_us_per_msg: sorted.length === 0 ? 0 : hundredths(cpuUs(fromCpu) / sorted.length)
  })
}

const publish = async () => {
  while (pubsub.getSubscribers(topic).length < 1 || pubsub.getMeshPeers(topic).length < 1) {
    await pause(POLL_MS)
  }
  await pause(number('start-delay', 1000))
  const everyMs = number('publish-every', 0)
  const window = number('window', 0)
  const size = number('size', 1024)
  const runForMs = number('run-for', Infinity)
  const startNs = nowNs()
  const startCpu = process.cpuUsage()
  const elapsedMs = () => Number(nowNs() - startNs) / 1e6
  let sent = 0
  let errors = 0
  for (; sent < number('count', 10) && elapsedMs() < runForMs; sent++) {
    for (let leftMs = sent * everyMs - elapsedMs(); everyMs > 0 && leftMs > 0; leftMs = sent * everyMs - elapsedMs()) {
      await pause(leftMs > 1 ? leftMs : 0)
    }
    while (window > 0 && sent - acknowledged >= window && elapsedMs() < runForMs) {
      await new Promise(setImmediate)
    }
    if (sent % 16 === 0) {
      await new Promise(setImmediate)
    }
    const data = Buffer.alloc(size)
    randomFillSync(data)
    data.writeBigUInt64BE(BigInt(sent))
    data.writeBigUInt64BE(nowNs(), 8)
    pubsub.publish(topic, data).catch(() => errors++)
  }
  const seconds = elapsedMs() / 1e3
  tell('published', { count: sent, size, seconds, rate_msg_s: Math.round(sent / seconds), errors, cpu_us_per_msg: hundredths(cpuUs(startCpu) / sent) })
  await pause(number('linger', 2000))
}

const listen = async () => {
  const startNs = nowNs()
  const idleMs = number('idle-exit', Infinity)
  while (received < number('expect', Infinity) && Number(nowNs() - startNs) / 1e6 < number('run-for', Infinity) &&
    !(lastNs != null && Number(nowNs() - lastNs) / 1e6 > idleMs)) {
    await pause(POLL_MS)
  }
  summary()
}

tell('start', { impl: 'js-libp2p', peer: node.peerId.toString(), addrs: node.getMultiaddrs().map(String), pid: process.pid, node: process.version })
createInterface({ input: process.stdin }).on('line', () => {
  globalThis.gc?.()
  tell('memory', { bytes: process.memoryUsage().heapUsed + process.memoryUsage().external, peers: node.getConnections().length })
}).on('close', () => process.exit(0))
if (given.dial != null) {
  await node.dial(multiaddr(given.dial))
}
await (given['publish-every'] != null || given.window != null ? publish() : listen())
process.exit(0)
