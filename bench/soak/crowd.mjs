// WebSocket and gRPC clients, clients that leave at any moment, and slow ones, all at a bounded rate.
// Usage: node crowd.mjs '{"clear-http1": PORT, …}' SECONDS SEED CA-FILE; prints how each kind fared.
import { readFileSync } from "node:fs";
import http2 from "node:http2";
import { createRequire } from "node:module";
import net from "node:net";
import tls from "node:tls";

const require = createRequire(process.env.QUORATE_NPM + "/");
const grpc = require("@grpc/grpc-js");
const { WebSocket } = require("ws");
const ports = JSON.parse(process.argv[2]);
const end = Date.now() + Number(process.argv[3]) * 1000;
const ca = readFileSync(process.argv[5]);
const fronts = Object.keys(ports);
let state = Number(process.argv[4]) >>> 0;

/** A number from 0 to below `most`. */
function random(most) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state / 2 ** 32) * most;
}

const pick = (list) => list[Math.floor(random(list.length))];
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const isSecure = (front) => front.startsWith("tls");
const scheme = (front, plain) => (isSecure(front) ? `${plain}s` : plain);
const origin = (front) => `${scheme(front, "http")}://localhost:${ports[front]}`;
const GET = "GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n";
const POST = "POST /node/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";

function connect(front) {
  const options = { port: ports[front], host: "127.0.0.1" };
  return isSecure(front) ? tls.connect({ ...options, ca, servername: "localhost", ALPNProtocols: ["http/1.1"] }) : net.connect(options);
}

/** Rejects when it takes longer: nothing here may hang. */
function within(milliseconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${milliseconds} ms: ${what}`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** A connection that does something for a while and then is torn down without a goodbye. */
async function leave(front, act) {
  const socket = connect(front);
  socket.on("error", () => {});
  await act(socket);
  await pause(random(100));
  if (socket.resetAndDestroy && random(2) < 1 && !isSecure(front)) {
    socket.resetAndDestroy();
  } else {
    socket.destroy();
  }
}

async function talk(front) {
  const socket = new WebSocket(`${scheme(front, "ws")}://localhost:${ports[front]}/ws`, { ca });
  const count = 5 + Math.floor(random(40));
  const size = Math.floor(random(random(1) < 0.1 ? 200_000 : 500));
  let echoed = 0;
  await within(
    20_000,
    "all echoed",
    new Promise((resolve, reject) => {
      socket.on("open", async () => {
        for (let i = 0; i < count && socket.readyState === WebSocket.OPEN; i++) {
          socket.send(Buffer.alloc(size, i));
          await pause(random(40));
        }
      });
      socket.on("message", (data) => {
        if (data.length !== size || (size > 0 && data[0] !== echoed)) {
          reject(new Error("another message than was sent"));
        }
        if (++echoed === count) {
          random(3) < 1 ? socket.terminate() : socket.close();
          resolve();
        }
      });
      socket.on("close", () => reject(new Error(`closed after ${echoed} of ${count}`)));
      socket.on("error", reject);
    }),
  ).finally(() => socket.terminate());
}

const bytes = (value) => value;
const channels = Object.fromEntries(
  fronts.map((front) => [
    front,
    new grpc.Client(`localhost:${ports[front]}`, isSecure(front) ? grpc.credentials.createSsl(ca) : grpc.credentials.createInsecure()),
  ]),
);

async function call(front) {
  const sent = Buffer.alloc(Math.floor(random(2000)), 7);
  const deadline = Date.now() + 10_000;
  const unary = new Promise((resolve, reject) => {
    channels[front].makeUnaryRequest("/quorate.Echo/Unary", bytes, bytes, sent, new grpc.Metadata(), { deadline }, (problem, answer) =>
      problem ? reject(problem) : resolve(answer),
    );
  });
  if (!sent.equals(await unary)) {
    throw new Error("another message than was sent");
  }
}

async function chat(front) {
  const stream = channels[front].makeBidiStreamRequest("/quorate.Echo/Chat", bytes, bytes, new grpc.Metadata(), { deadline: Date.now() + 20_000 });
  const count = 5 + Math.floor(random(100));
  const gives = random(4) < 1;
  let echoed = 0;
  await new Promise((resolve, reject) => {
    stream.on("data", () => {
      if (++echoed === 3 && gives) {
        stream.cancel();
      }
    });
    stream.on("error", (problem) => (gives && problem.code === grpc.status.CANCELLED ? resolve() : reject(problem)));
    stream.on("end", () => (gives || echoed === count ? resolve() : reject(new Error(`${echoed} of ${count} echoed`))));
    for (let i = 0; i < count; i++) {
      stream.write(Buffer.from([i]));
    }
    stream.end();
  });
}

/** Streams that are reset, and sessions that are dropped with streams open. */
async function leaveHttp2(front) {
  const session = http2.connect(origin(front), { ca });
  session.on("error", () => {});
  for (let i = 0; i < 5; i++) {
    const upload = random(2) < 1;
    const stream = session.request(upload ? { ":path": "/node/echo", ":method": "POST" } : { ":path": "/big.bin" });
    stream.on("error", () => {});
    stream.resume();
    if (upload) {
      stream.write(Buffer.alloc(Math.floor(random(100_000))));
    }
    await pause(random(40));
    if (random(2) < 1) {
      stream.close(http2.constants.NGHTTP2_CANCEL);
    }
  }
  session.destroy();
}

/** Reads a whole file in small steps. */
async function crawl(front) {
  const socket = connect(front);
  let left = 16 << 20;
  socket.on("data", async (part) => {
    left -= part.length;
    socket.pause();
    await pause(8);
    socket.resume();
  });
  socket.write(GET.replace("Host", "Connection: close\r\nHost"));
  await within(
    60_000,
    "the whole file",
    new Promise((resolve, reject) => {
      socket.on("end", () => (left <= 0 ? resolve() : reject(new Error(`cut short, ${left} bytes to go`))));
      socket.on("error", reject);
    }),
  ).finally(() => socket.destroy());
}

/** Sends its head a byte at a time. */
async function dribble(front) {
  const socket = connect(front);
  const answer = new Promise((resolve, reject) => {
    socket.on("data", (part) => (String(part).startsWith("HTTP/1.1 200") ? resolve() : reject(new Error(String(part).slice(0, 40)))));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed")));
  });
  answer.catch(() => {});
  for (const letter of "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") {
    socket.write(letter);
    await pause(50);
  }
  await within(10_000, "an answer", answer).finally(() => socket.destroy());
}

// How many of a kind there are at once, and how long each rests between two goes, in milliseconds.
const kinds = {
  websocket: [8, 200, () => talk(pick(fronts))],
  "grpc unary": [4, 100, () => call(pick(fronts))],
  "grpc stream": [2, 200, () => chat(pick(fronts))],
  "leave: connected": [2, 100, () => leave(pick(fronts), () => {})],
  "leave: in the head": [2, 100, () => leave(pick(fronts), (socket) => socket.write(GET.slice(0, random(GET.length))))],
  "leave: waiting": [2, 100, () => leave(pick(fronts), (socket) => socket.write(GET))],
  "leave: uploading": [2, 100, () => leave(pick(fronts), (socket) => socket.write(POST + "x".repeat(random(900_000))))],
  "leave: http2": [2, 200, () => leaveHttp2(pick(fronts))],
  "slow reader": [4, 500, () => crawl(pick(fronts))],
  "slow writer": [4, 500, () => dribble(pick(fronts))],
};

const found = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, { done: 0, failed: 0, why: {} }]));

async function repeat(kind, rest, act) {
  while (Date.now() < end) {
    try {
      await act();
      found[kind].done++;
    } catch (problem) {
      const why = String(problem.message ?? problem);
      found[kind].failed++;
      found[kind].why[why] = (found[kind].why[why] ?? 0) + 1;
    }
    await pause(random(2 * rest));
  }
}

await Promise.all(Object.entries(kinds).flatMap(([kind, [many, rest, act]]) => Array.from({ length: many }, () => repeat(kind, rest, act))));
Object.values(channels).forEach((channel) => channel.close());
console.log(JSON.stringify(found));
process.exit(0);
