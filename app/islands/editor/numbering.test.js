import { test } from "node:test";
import assert from "node:assert/strict";
import { chinese, guessLevel, nextNumber, renumber, writeNumber } from "./numbering.js";

test("numbers are written as the standard has them", () => {
  assert.deepEqual([1, 2, 3, 4].map((level) => writeNumber(level, 3)), ["三、", "（三）", "3.", "（3）"]);
  assert.deepEqual([1, 10, 11, 20, 21, 99].map(chinese), ["一", "十", "十一", "二十", "二十一", "九十九"]);
});

test("a heading is told by its number", () => {
  for (const [text, level] of [
    ["一、总体要求", 1],
    ["十二、保障措施", 1],
    ["（一）指导思想", 2],
    ["(二)基本原则", 2],
    ["1.健全机制", 3],
    ["2．健全机制", 3],
    ["（3）按期报送", 4],
    ["(4)按期报送", 4],
    ["总体要求", 0],
    ["——政府运行“一体协同”", 0],
    ["1.5亿元投资", 0],
    ["（一）加强领导。各单位要高度重视", 0],
    ["一、" + "长".repeat(60), 0],
  ]) assert.equal(guessLevel(text), level, text);
});

test("renumbering starts anew below each higher level and mends half-width brackets", () => {
  const blocks = [
    { level: 1, text: "二、总体要求" },
    { level: 2, text: "(五)指导思想" },
    { level: 2, text: "基本原则" },
    { level: 0, text: "1．党的领导。坚持全面领导。" },
    { level: 0, text: "没有序号的段落。" },
    { level: 1, text: "保障措施" },
    { level: 2, text: "（九）组织" },
    { level: 0, text: "" },
  ];
  assert.deepEqual(renumber(blocks), [
    "一、总体要求",
    "（一）指导思想",
    "（二）基本原则",
    "1.党的领导。坚持全面领导。",
    "没有序号的段落。",
    "二、保障措施",
    "（一）组织",
    "",
  ]);
});

test("the next number continues its level", () => {
  const blocks = [{ level: 1, text: "一、甲" }, { level: 2, text: "（一）乙" }, { level: 0, text: "" }];
  assert.equal(nextNumber(blocks, 2, 2), "（二）");
  assert.equal(nextNumber(blocks, 2, 1), "二、");
  assert.equal(nextNumber(blocks, 2, 3), "1.");
});
