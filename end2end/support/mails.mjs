// A mail server of the smallest kind, on a real socket: what arrives lies in a folder, one file a mail.

import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** Listens; answers the address. */
export async function receiveMails(folder) {
  mkdirSync(folder, { recursive: true });
  let count = 0;
  const server = createServer((socket) => {
    let [rest, to, data] = ["", "", null];
    const say = (line) => socket.write(`${line}\r\n`);
    socket.setEncoding("utf8").on("error", () => {}).on("data", (chunk) => {
      rest += chunk;
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data) {
          if (line !== ".") data.push(line);
          else {
            writeFileSync(join(folder, `${++count}.json`), JSON.stringify({ to, text: textOf(data) }));
            data = null;
            say("250 taken");
          }
        } else if (/^EHLO/i.test(line)) say("250 8BITMIME");
        else if (/^DATA/i.test(line)) {
          data = [];
          say("354 go on");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else {
          to = /^RCPT TO:<(.*)>/i.exec(line)?.[1] ?? to;
          say("250 ok");
        }
      }
    });
    say("220 sink ESMTP");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return `127.0.0.1:${server.address().port}`;
}

function textOf(lines) {
  const empty = lines.indexOf("");
  const body = lines.slice(empty + 1);
  const encoded = lines.slice(0, empty).includes("Content-Transfer-Encoding: base64");
  return encoded ? Buffer.from(body.join(""), "base64").toString("utf8") : body.join("\n");
}
