// js-libp2p 3 is written for Node 22; this is the one thing it calls that Node 20 lacks.
Promise.withResolvers ??= function withResolvers () {
  const parts = {}
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }))
  return parts
}
