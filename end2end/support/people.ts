// The people of the demonstration city whom the tests play, by what they are to a document of 市大数据局.

export const password = "tongzhou";

export const people = {
  clerk: "draft",
  head: "head",
  countersigners: ["count", "count2"],
  reviewer: "review",
  leader: "deputy",
  registrar: "reg",
  sealKeeper: "seal",
  /** The registrars of the organs that a document is sent to. */
  receivers: { 市财政局: "fin", 市发改委: "fgw", 市府办公室: "fb" },
} as const;
