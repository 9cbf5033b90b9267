// An endpoint that tells what it got: HTTP/1.1 with a WebSocket echo, HTTP/2 on clear text, and gRPC.
// Usage: node backend.mjs HTTP1-PORT HTTP2-PORT GRPC-PORT DIRECTORY-OF-FILES
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(process.env.QUORATE_NPM + "/");
const grpc = require("@grpc/grpc-js");
const { WebSocketServer } = require("ws");
const [http1Port, http2Port, grpcPort] = process.argv.slice(2, 5).map(Number);
const files = process.argv[5];

function json(response, value) {
  const body = JSON.stringify(value);
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}

function sum(request, response) {
  const hash = createHash("sha256");
  let length = 0;
  request.on("data", (part) => {
    hash.update(part);
    length += part.length;
  });
  request.on("end", () =>
    json(response, {
      version: request.httpVersion,
      headers: request.headers,
      trailers: request.trailers,
      length,
      sha256: hash.digest("hex"),
    }),
  );
}

const answers = {
  "/node/echo": sum,
  "/node/trailers": (request, response) => {
    response.writeHead(200, { "content-type": "text/plain", trailer: "x-sum" });
    response.write("hello");
    response.addTrailers({ "x-sum": "five" });
    response.end();
  },
  "/node/204": (request, response) => response.writeHead(204).end(),
  "/node/304": (request, response) => response.writeHead(304, { etag: '"a"' }).end(),
  "/node/hints": (request, response) => {
    response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
    json(response, {});
  },
  "/node/big": (request, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    createReadStream(join(files, "big.bin")).pipe(response);
  },
};

function handle(request, response) {
  const answer = answers[request.url];
  if (answer) {
    answer(request, response);
  } else {
    response.writeHead(404).end();
  }
}

const plain = http.createServer(handle);
// Its own limits are lifted: Autobahn sends messages of 65 536 fragments.
const limits = { maxFragments: 0, maxBufferedChunks: 0 };
const sockets = new WebSocketServer({ server: plain, path: "/ws", perMessageDeflate: false, ...limits });
sockets.on("connection", (socket) => {
  socket.on("message", (data, binary) => socket.send(data, { binary }));
  socket.on("error", () => {}); // a client that breaks the protocol: ws closes the connection
});
plain.listen(http1Port, "127.0.0.1");

const multiplexed = http2.createServer({ settings: { enableConnectProtocol: false } }, handle);
multiplexed.on("sessionError", () => {});
multiplexed.listen(http2Port, "127.0.0.1");

const bytes = (value) => value;
const method = (name, requestStream, responseStream) => ({
  path: `/quorate.Echo/${name}`,
  requestStream,
  responseStream,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
});
const remote = new grpc.Server();
remote.addService(
  { unary: method("Unary", false, false), chat: method("Chat", true, true) },
  {
    unary: (call, done) => done(null, call.request),
    chat: (call) => {
      call.on("data", (message) => call.write(message));
      call.on("end", () => call.end());
      call.on("error", () => {}); // cancelled
    },
  },
);
remote.bindAsync(`127.0.0.1:${grpcPort}`, grpc.ServerCredentials.createInsecure(), (problem) => {
  if (problem) {
    throw problem;
  }
});
