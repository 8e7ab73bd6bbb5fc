/** Names that are written without a space between their parts (Chinese, Japanese, Korean): compared as a whole. */

import { skeletonOf } from './skeleton.ts';

const letter = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]+$/u;
/** Soon, for most names have none. */
const mayHaveLetter = /[\u1100-\u11ff\u2e80-\u{3ffff}]/u;
const notLetters = /[^\p{L}\p{N}\p{M}\u30fc]+/u;

/** Fewer letters are a family name, more are no name. */
const shortest = 2;
const longest = 16;

/** Said behind a name, and no part of it. */
const titles =
  '様 さま さん 殿 氏 先生 社長 部長 課長 代表 会長 专员 总经理 总监 总裁 董事长 经理 主任 老师 女士 小姐 總經理 經理 董事長 老師 대표 대표이사 이사 사장 부장 과장 팀장 님'.split(
    ' ',
  );

/** Departments and offices have such names everywhere. */
const office =
  /部$|課$|室$|係$|局$|处$|處$|司$|社$|팀$|부$|公司|会社|會社|株式|中心|センター|客服|财务|財務|人事|通知|系统|系統|管理|受付|窓口|営業|総務|経理|秘書|担当|事務|サポート|お知らせ|센터|고객|관리|지원|안내|알림/u;

/** The forms of a name that has no others than such letters, or stands so beside Latin ones; none for what is no name of a person. */
export function undividedNames(text: string): readonly string[] {
  if (!mayHaveLetter.test(text)) return [];
  const words = text
    .normalize('NFKC')
    .split(notLetters)
    .filter((word) => letter.test(word));
  const [first = '', second = ''] = words;
  const orders = [words.join(''), ...(words.length === 2 ? [second + first] : [])];
  const names = [...orders, ...orders.map(withoutTitle)].filter(isName);
  return [...new Set(names)].map(skeletonOf);
}

function withoutTitle(name: string): string {
  const title = titles.find((one) => name.endsWith(one));
  return title === undefined ? name : withoutTitle(name.slice(0, -title.length));
}

function isName(text: string): boolean {
  const { length } = Array.from(text);
  return length >= shortest && length <= longest && !office.test(text) && !titles.includes(text);
}
