// Takes plain connections and passes them on in TLS. Usage: node relay.mjs FROM-PORT TO-PORT
import net from "node:net";
import tls from "node:tls";

const [from, to] = process.argv.slice(2).map(Number);

net
  .createServer({ allowHalfOpen: true }, (inner) => {
    const outer = tls.connect({ port: to, host: "127.0.0.1", servername: "localhost", ALPNProtocols: ["http/1.1"], allowHalfOpen: true });
    inner.pipe(outer).pipe(inner);
    inner.on("error", () => outer.destroy());
    outer.on("error", () => inner.destroy());
    inner.on("close", () => outer.end());
    outer.on("close", () => inner.end());
  })
  .listen(from, "127.0.0.1");
