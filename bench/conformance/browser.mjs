// Loads a page in Chromium and prints what the page says it loaded, and what a WebSocket echoed. Usage: node browser.mjs URL
import { createRequire } from "node:module";

const require = createRequire(process.env.QUORATE_NPM + "/");
const { chromium } = require("playwright-core");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--ignore-certificate-errors",
  ],
});
try {
  const page = await browser.newPage();
  await page.goto(process.argv[2]);
  await page.waitForFunction(() => window.report, undefined, { timeout: 60_000 });
  const entries = await page.evaluate(() => window.report);
  const echo = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const socket = new WebSocket(`wss://${location.host}/ws`);
        socket.onopen = () => socket.send("hello");
        socket.onmessage = (event) => resolve(event.data);
        socket.onclose = (event) => resolve(`closed with ${event.code}`);
      }),
  );
  console.log(JSON.stringify({ entries, echo }));
} finally {
  await browser.close();
}
