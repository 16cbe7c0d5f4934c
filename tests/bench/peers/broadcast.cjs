// The `ws` package: what one says, all hear. Nothing is kept.
const { WebSocketServer } = require("ws");

const server = new WebSocketServer({
  host: "127.0.0.1",
  port: Number(process.argv[2]),
  perMessageDeflate: false,
});
server.on("connection", (connection) => {
  connection.on("message", (message) => {
    for (const other of server.clients) other.send(message, { binary: false });
  });
});
