// A node's API as the page sees it: serves dist/ and replays the story as the event stream. Run by itself
// (`node test/fake/server.mjs [port]`) it is a live page to look at; the browser test drives one with `control`.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { SLOT_MS, status, story } from "./story.mjs";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };
const NEWEST = 32;

/**
 * `past` slots have already happened when the server starts, `future` ones follow in real time.
 * With `future: 0` nothing moves but what the test pushes.
 */
export async function startServer({ past = 12, future = 0, port = 0, empty = false } = {}) {
  const firstStartMs = Date.now() - past * SLOT_MS;
  const known = new Map();
  const streams = new Set();
  let refusing = false;
  const now = () => ({ ...status, nowMs: Date.now(), headSlot: empty ? null : Math.max(...known.keys()) });
  const write = (stream, event, data) => stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const push = (slot) => {
    known.set(slot.slot, slot);
    for (const stream of streams) write(stream, "slot", slot);
  };

  const events = empty ? [] : story({ slots: past + future, firstStartMs });
  const happened = events.filter((event) => event.atMs <= past * SLOT_MS || future === 0);
  for (const event of happened) known.set(event.data.slot, event.data);
  const coming = events.slice(happened.length);
  const timer = setInterval(() => {
    while (coming.length > 0 && coming[0].atMs <= Date.now() - firstStartMs) push(coming.shift().data);
  }, 20);

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://fake");
    if (pathname === "/api/v1/events") {
      if (refusing) return void response.writeHead(503).end();
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write("retry: 200\n\n");
      write(response, "status", now());
      [...known.values()]
        .sort((a, b) => a.slot - b.slot)
        .slice(-NEWEST)
        .forEach((slot) => write(response, "slot", slot));
      streams.add(response);
      request.on("close", () => streams.delete(response));
      return;
    }
    const path = normalize(pathname === "/" ? "/index.html" : pathname);
    try {
      const body = await readFile(join(DIST, path));
      response
        .writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    known,
    push,
    streams: () => streams.size,
    pushRaw: (text) => streams.forEach((stream) => stream.write(text)),
    /** Breaks every stream and answers 503 until `accept`. */
    refuse() {
      refusing = true;
      streams.forEach((stream) => stream.destroy());
    },
    accept() {
      refusing = false;
    },
    async close() {
      clearInterval(timer);
      streams.forEach((stream) => stream.destroy());
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await startServer({ past: 14, future: 400, port: Number(process.argv[2] ?? 0) });
  console.log(server.url);
}
