// Runs the server over a fresh demonstration city, until it is told to stop; then the city is gone.

import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { receiveMails } from "./mails.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = process.env.TONGZHOU_TEST_FOLDER ?? mkdtempSync(join(tmpdir(), "tongzhou-"));
mkdirSync(folder, { recursive: true });
// As root, PostgreSQL runs as another user, who must get in.
chmodSync(folder, 0o755);

const mail = await receiveMails(join(folder, "mails"));
const channels = {
  TONGZHOU_MAIL_SERVER: `smtp://${mail}`,
  TONGZHOU_MAIL_FROM: "同舟 <tongzhou@zhoushan.example>",
  TONGZHOU_MAIL_DOMAINS: "zhoushan.example",
  TONGZHOU_PUSH_CONTACT: "mailto:tongzhou@zhoushan.example",
  TONGZHOU_PUSH_SERVICES: "https://push.zhoushan.example",
};

const program = process.env.TONGZHOU_SERVER ?? "target/debug/server";
const server = spawn(
  program,
  ["serve", "--demo", "--data", join(folder, "data"), "--listen", process.env.TONGZHOU_LISTEN, "--app", process.env.TONGZHOU_APP ?? "target/app"],
  { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...channels } },
);

for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => server.kill("SIGTERM"));
server.on("error", (error) => {
  console.error(`${program}: ${error.message}`);
  process.exitCode = 1;
});
server.on("exit", (code) => {
  process.exitCode = code ?? 0;
  rmSync(folder, { recursive: true, force: true });
});
