// A js-libp2p peer for interoperability tests: commands as JSON lines on stdin, events as JSON lines on stdout.
//
// Options: --listen PORT (0 any, absent: none), --key ed25519|secp256k1|ecdsa|rsa, --policy sign|no-sign,
//   --message-id content|topic (no-sign only: SHA-256 of the data, or the id of specs/gossip.md over snappy data)
// Commands: {do: "dial", address} {do: "ping", peer} {do: "subscribe", topic} {do: "publish", topic, hex}
//   {do: "echo", peer, length} {do: "hangup", peer} {do: "stop"}
//   {do: "publishMany", topic, first, count}: data are the indices, u64 each; {do: "tally", topic}: how many came, and how many different
// With --quiet messages are only tallied. Serves /test/echo/1: sends every byte back.
import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { gossipsub } from '@libp2p/gossipsub'
import { identify, identifyPush } from '@libp2p/identify'
import { peerIdFromString } from '@libp2p/peer-id'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import snappy from 'snappyjs'

const ECHO = '/test/echo/1'
const PATIENCE_MS = 300_000
const KEY_TYPES = { ed25519: 'Ed25519', secp256k1: 'secp256k1', ecdsa: 'ECDSA', rsa: 'RSA' }

const { values: options } = parseArgs({
  options: {
    listen: { type: 'string' },
    key: { type: 'string', default: 'ed25519' },
    policy: { type: 'string', default: 'no-sign' },
    'message-id': { type: 'string', default: 'content' },
    quiet: { type: 'boolean', default: false }
  }
})

const emit = (event, fields = {}) => {
  writeSync(1, JSON.stringify({ event, ...fields }) + '\n')
}
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

const contentId = message => sha256(message.data).subarray(0, 20)
const topicId = message => {
  const topic = Buffer.from(message.topic)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(topic.length))
  let domain = Buffer.from([1, 0, 0, 0])
  let data = message.data
  try {
    data = Buffer.from(snappy.uncompress(message.data))
  } catch {
    domain = Buffer.alloc(4)
  }
  return sha256(domain, length, topic, data).subarray(0, 20)
}

const pubsubOptions = {
  allowPublishToZeroTopicPeers: true,
  emitSelf: false,
  fallbackToFloodsub: false,
  globalSignaturePolicy: options.policy === 'sign' ? 'StrictSign' : 'StrictNoSign',
  // All peers of a test are at one address.
  scoreParams: { IPColocationFactorWeight: 0 }
}
if (options.policy !== 'sign') {
  pubsubOptions.msgIdFn = options['message-id'] === 'topic' ? topicId : contentId
}

const node = await createLibp2p({
  privateKey: await generateKeyPair(KEY_TYPES[options.key], options.key === 'rsa' ? 2048 : undefined),
  addresses: { listen: options.listen == null ? [] : [`/ip4/127.0.0.1/tcp/${options.listen}`] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  connectionGater: { denyDialMultiaddr: () => false },
  // A machine may be so slow that seconds pass in between; a test that waits for something says for how long.
  connectionManager: {
    dialTimeout: PATIENCE_MS,
    addressDialTimeout: PATIENCE_MS,
    inboundUpgradeTimeout: PATIENCE_MS,
    inboundStreamProtocolNegotiationTimeout: PATIENCE_MS,
    outboundStreamProtocolNegotiationTimeout: PATIENCE_MS
  },
  connectionMonitor: { abortConnectionOnPingFailure: false },
  services: {
    identify: identify(),
    identifyPush: identifyPush(),
    ping: ping({ maxOutboundStreams: 64, maxInboundStreams: 64 }),
    pubsub: gossipsub(pubsubOptions)
  }
})
const pubsub = node.services.pubsub

await node.handle(ECHO, async stream => {
  for await (const chunk of stream) {
    const bytes = chunk.subarray()
    if (!stream.send(bytes)) {
      await new Promise(resolve => stream.addEventListener('drain', resolve, { once: true }))
    }
  }
  await stream.close()
}, { maxInboundStreams: 128 })

node.addEventListener('connection:open', ({ detail: c }) => emit('connected', {
  peer: c.remotePeer.toString(),
  outbound: c.direction === 'outbound',
  muxer: c.multiplexer,
  security: c.encryption
}))
node.addEventListener('connection:close', ({ detail: c }) => emit('disconnected', { peer: c.remotePeer.toString() }))
node.addEventListener('peer:identify', ({ detail: d }) => emit('identified', {
  peer: d.peerId.toString(),
  agent: d.agentVersion,
  protocolVersion: d.protocolVersion,
  protocols: d.protocols,
  listen: d.listenAddrs.map(String),
  observed: d.observedAddr?.toString()
}))
pubsub.addEventListener('gossipsub:graft', ({ detail: d }) => emit('graft', { peer: d.peerId, topic: d.topic }))
pubsub.addEventListener('gossipsub:prune', ({ detail: d }) => emit('prune', { peer: d.peerId, topic: d.topic }))
pubsub.addEventListener('subscription-change', ({ detail: d }) => emit('subscriptions', {
  peer: d.peerId.toString(),
  topics: d.subscriptions.filter(s => s.subscribe).map(s => s.topic)
}))
const tallies = new Map()
const tallyOf = topic => {
  if (!tallies.has(topic)) {
    tallies.set(topic, { received: 0, different: new Set() })
  }
  return tallies.get(topic)
}
pubsub.addEventListener('message', ({ detail: m }) => {
  const hex = Buffer.from(m.data).toString('hex')
  const tally = tallyOf(m.topic)
  tally.received++
  tally.different.add(hex)
  if (!options.quiet) {
    emit('message', { topic: m.topic, hex, from: m.from?.toString() })
  }
})

const echo = async (peer, data) => {
  const stream = await node.dialProtocol(peerIdFromString(peer), ECHO, { maxOutboundStreams: 128 })
  const answer = sha256ToEnd(stream)
  for (let at = 0; at < data.length; at += 65536) {
    if (!stream.send(data.subarray(at, at + 65536))) {
      await new Promise(resolve => stream.addEventListener('drain', resolve, { once: true }))
    }
  }
  await stream.close()
  return await answer
}
const sha256ToEnd = async stream => {
  const hash = createHash('sha256')
  let length = 0
  for await (const chunk of stream) {
    const bytes = chunk.subarray()
    hash.update(bytes)
    length += bytes.length
  }
  return { length, sha256: hash.digest('hex') }
}

const actions = {
  dial: async ({ address }) => { await node.dial(multiaddr(address)) },
  ping: async ({ peer }) => ({ ms: await node.services.ping.ping(peerIdFromString(peer)) }),
  subscribe: ({ topic }) => { pubsub.subscribe(topic) },
  publish: async ({ topic, hex }) => ({ peers: (await pubsub.publish(topic, Buffer.from(hex, 'hex'))).recipients.length }),
  publishMany: async ({ topic, first, count }) => {
    for (let index = first; index < first + count; index++) {
      const data = Buffer.alloc(8)
      data.writeBigUInt64BE(BigInt(index))
      await pubsub.publish(topic, data)
    }
  },
  tally: ({ topic }) => ({ received: tallyOf(topic).received, different: tallyOf(topic).different.size }),
  echo: ({ peer, length }) => echo(peer, Buffer.alloc(length, 7)),
  hangup: async ({ peer }) => { await node.hangUp(peerIdFromString(peer)) },
  stop: async () => {
    await node.stop()
    process.exit(0)
  }
}

emit('started', { peer: node.peerId.toString(), addresses: node.getMultiaddrs().map(String) })
const lines = createInterface({ input: process.stdin })
lines.on('line', async line => {
  const command = JSON.parse(line)
  try {
    emit('done', { id: command.id, ...await actions[command.do](command) })
  } catch (e) {
    emit('failed', { id: command.id, detail: `${e.name}: ${e.message}` })
  }
})
// The test that started this process is gone.
lines.on('close', () => process.exit(0))
