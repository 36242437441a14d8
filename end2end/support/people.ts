// The people of the demonstration city whom the tests play, by their part in a document of 市大数据局.

export const password = "tongzhou-demo";

export const people = {
  clerk: "chenyu",
  head: "linjingshu",
  countersigners: ["zhouming", "wuhao"],
  reviewer: "xuwen",
  leader: "zhaohaining",
  otherLeader: "sunqi",
  chief: "huangzhiyuan",
  registrar: "lixin",
  sealKeeper: "wangyizhe",
  systemAdministrator: "xitong",
  securityAdministrator: "anquan",
  auditAdministrator: "shenji",
  /** Signs for documents in 市财政局. */
  receiver: "jiangnan",
} as const;
