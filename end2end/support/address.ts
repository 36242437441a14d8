// Where the server under test is reached, and its data. Both are chosen once a run; the workers inherit them.

import { tmpdir } from "node:os";
import { join } from "node:path";

process.env.TONGZHOU_TEST_PORT ??= String(20_000 + (process.pid % 20_000));

/** Where that server keeps everything; the run makes it and removes it. */
process.env.TONGZHOU_TEST_FOLDER ??= join(tmpdir(), `tongzhou-${process.pid}`);

export const address = process.env.TONGZHOU_ADDRESS ?? `http://127.0.0.1:${process.env.TONGZHOU_TEST_PORT}`;

/** The cluster of a server of our own; none where the tests run against one that was there. */
export const socket = process.env.TONGZHOU_ADDRESS ? undefined : join(process.env.TONGZHOU_TEST_FOLDER, "data/postgres/socket");
