// Where the server under test is reached. The port is chosen once a run; the workers inherit it.
process.env.TONGZHOU_TEST_PORT ??= String(20_000 + (process.pid % 20_000));

export const address = process.env.TONGZHOU_ADDRESS ?? `http://127.0.0.1:${process.env.TONGZHOU_TEST_PORT}`;
