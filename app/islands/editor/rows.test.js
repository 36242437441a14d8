import assert from "node:assert/strict";
import { test } from "node:test";
import { isTabular, rowsOf, rowsOfPlain, textOf, trimmed, written } from "./rows.js";

test("a table's text and its rows say the same", () => {
  assert.deepEqual(rowsOf("甲\t乙\n丙"), [["甲", "乙"], ["丙", ""]]);
  assert.deepEqual(rowsOf(""), [[""]]);
  assert.equal(textOf([["甲", "乙\n二"], ["丙", ""]]), "甲\t乙 二\n丙\t");
  assert.deepEqual(rowsOf(textOf([["", ""], ["", "丁"]])), [["", ""], ["", "丁"]]);
});

test("what is copied from a spreadsheet is written from the cell on, and the table grows", () => {
  const copied = rowsOf("1\t2\n3\t4");
  assert.deepEqual(written([["甲", "乙"], ["丙", "丁"]], 1, 1, copied), [["甲", "乙", ""], ["丙", "1", "2"], ["", "3", "4"]]);
});

test("plain text of a spreadsheet keeps cells with line breaks together", () => {
  for (const [text, rows] of [
    ["任务\t时限\r\n普查\t七月\r\n", [["任务", "时限"], ["普查", "七月"]]],
    ['"第一行\n第二行"\t乙\n丙\t"说""好"""', [["第一行 第二行", "乙"], ["丙", '说"好"']]],
    ['所谓"试点"\t乙', [['所谓"试点"', "乙"]]],
    ["甲\t\t\n乙", [["甲", "", ""], ["乙", "", ""]]],
    ["一格", [["一格"]]],
  ]) assert.deepEqual(rowsOfPlain(text), rows, text);
});

test("indented lines are no table", () => {
  assert.equal(isTabular("\t各单位：\n\t现将有关事项通知如下"), false);
  assert.equal(isTabular("一行\t两格"), false);
  assert.equal(isTabular("单位\t任务\n\n局\t普查\n"), true);
});

test("empty rows and empty columns at the right go", () => {
  assert.deepEqual(trimmed([["甲", "", " "], ["", "", ""], ["", "乙", ""]]), [["甲", ""], ["", "乙"]]);
});
