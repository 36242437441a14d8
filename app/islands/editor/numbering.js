// Numbers of the four levels of structure (结构层次序数): 一、 （一） 1. （1） (GB/T 9704-2012 7.3.3).
// Plain functions over plain words: the tests need no browser.

const DIGITS = "〇一二三四五六七八九";
const PATTERNS = [
  /^[一二三四五六七八九十百]+、\s*/,
  /^[（(][一二三四五六七八九十百]+[）)]\s*/,
  // "1.5亿元" is a quantity and "1．" the same number in full width.
  /^\d{1,3}(?:[.．](?!\d)|、)\s*/,
  /^[（(]\d{1,3}[）)]\s*/,
];
const LONGEST_HEADING = 50;

// The level whose number the text begins with, 0 for none.
export function numberedLevel(text) {
  return PATTERNS.findIndex((pattern) => pattern.test(text)) + 1;
}

// The level of the heading a line seems to be, 0 for a paragraph.
// A numbered line that runs on into sentences (（一）加强领导。各单位要……) is a paragraph.
export function guessLevel(text) {
  const level = numberedLevel(text);
  if (!level || text.length > LONGEST_HEADING) return 0;
  return /[。；;：:！？!?]/.test(text) ? 0 : level;
}

export function withoutNumber(text) {
  const level = numberedLevel(text);
  return level ? text.replace(PATTERNS[level - 1], "") : text;
}

// The number as written: (2, 3) → （三）.
export function writeNumber(level, count) {
  switch (level) {
    case 1: return `${chinese(count)}、`;
    case 2: return `（${chinese(count)}）`;
    case 3: return `${count}.`;
    default: return `（${count}）`;
  }
}

// 1 to 99 in Chinese.
export function chinese(count) {
  const tens = Math.floor(count / 10);
  const ones = count % 10;
  if (!tens) return DIGITS[ones];
  return (tens > 1 ? DIGITS[tens] : "") + "十" + (ones ? DIGITS[ones] : "");
}

// Numbers every heading anew, and every paragraph that begins with a number.
// `blocks` are {level, text}, level 0 a paragraph; the answer holds the new texts, in the same order.
export function renumber(blocks) {
  const counts = [0, 0, 0, 0];
  return blocks.map(({ level, text }) => {
    const numbered = level || numberedLevel(text);
    if (!numbered || !text.trim()) return text;
    return writeNumber(numbered, advance(counts, numbered)) + withoutNumber(text);
  });
}

// The number the block at `index` would carry, given the blocks before it.
export function nextNumber(blocks, index, level) {
  const counts = [0, 0, 0, 0];
  for (const block of blocks.slice(0, index)) {
    const numbered = block.level || numberedLevel(block.text);
    if (numbered && block.text.trim()) advance(counts, numbered);
  }
  return writeNumber(level, advance(counts, level));
}

function advance(counts, level) {
  counts.fill(0, level);
  return ++counts[level - 1];
}
