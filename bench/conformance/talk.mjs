// Sends a message over one WebSocket every 100 ms and ends well if each came back. Usage: node talk.mjs URL SECONDS
import { createRequire } from "node:module";

const require = createRequire(process.env.QUORATE_NPM + "/");
const { WebSocket } = require("ws");
const [url, seconds] = process.argv.slice(2);

const socket = new WebSocket(url);
let sent = 0;
let echoed = 0;

function finish(problem) {
  console.log(`${echoed} of ${sent} echoed${problem}`);
  process.exit(problem || echoed !== sent || sent === 0 ? 1 : 0);
}

socket.on("open", () => {
  const timer = setInterval(() => socket.send(String(sent++)), 100);
  setTimeout(() => {
    clearInterval(timer);
    setTimeout(() => finish(""), 1000);
  }, seconds * 1000);
});
socket.on("message", (data) => {
  if (String(data) !== String(echoed++)) {
    finish(`, out of order: ${data}`);
  }
});
socket.on("close", (code) => finish(`, closed with ${code}`));
socket.on("error", (problem) => finish(`, ${problem.message}`));
