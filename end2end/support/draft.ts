// A document that is already on its way, made through the API: for tests that begin later than at the first word.

import { crc32, deflateSync } from "node:zlib";
import { type APIRequestContext, expect } from "@playwright/test";

const headers = { "x-tongzhou": "desktop" };

type Item = { item: number; state: string; step: string; post: string };

/** Who and where a signed-in person is, as far as a draft needs it. */
async function postOf(request: APIRequestContext) {
  const session = await (await request.get("/api/session")).json();
  return session.posts[0] as { id: string; organ: string };
}

const paragraph: object = { type: "paragraph", text: "请于每季度末报送数据共享情况。" };

/** Opens a 通知 to an organ in the asker's main post, of one paragraph or of other blocks; answers the id of its case. */
export async function openDraft(request: APIRequestContext, title: string, to = "市财政局", body = [paragraph]): Promise<string> {
  const post = await postOf(request);
  const { organs } = await (await request.get("/api/directory")).json();
  const receiver = organs.find((organ: { name: string }) => organ.name === to);
  const draft = {
    genre: "通知",
    direction: "downward",
    secrecy: "公开",
    urgency: "normal",
    issuers: [post.organ],
    mark_suffix: true,
    title,
    recipients: [{ organ: receiver.id, name: receiver.name }],
    body,
  };
  const answer = await request.post("/api/documents", { headers, data: { key: crypto.randomUUID(), post: post.id, draft } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).case;
}

/** Uploads a picture (插图) of two grey pixels; answers its id. */
export async function uploadPicture(request: APIRequestContext): Promise<string> {
  const answer = await request.post(`/api/files?name=${encodeURIComponent("架构.png")}`, { headers, data: png() });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()).id;
}

/** Two grey pixels. */
export function png(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const pixels = deflateSync(Buffer.from([0, 90, 90]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

/** Submits a draft of the asker's. */
export async function submit(request: APIRequestContext, id: string) {
  const { case: seen } = await (await request.get(`/api/documents/${id}`)).json();
  const { item } = seen.items.find((item: Item) => item.state === "open");
  const data = { key: crypto.randomUUID(), version: seen.summary.version, command: { kind: "submit", item } };
  const answer = await request.post(`/api/cases/${id}/acts`, { headers, data });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** A title that the rules have nothing against, of `matter`. */
export function titleOf(matter: string) {
  return `舟山市大数据局关于${matter}的通知`;
}
