/** A line that somebody is writing in bash. */
export interface BashLine {
  /** The last one is being written, and may be empty. */
  readonly words: readonly string[];
  /** What bash is to write in place of the last word, as far as it takes that for one: to it, `:` and `=` end words, too. */
  readonly inPlaceOfLast: (word: string) => string;
}

const BREAKS = ":=@";
const SPECIAL = /[\s"'`$&|;<>()[\]{}*?!#~\\^]/gu;
const SPECIAL_IN_DOUBLE_QUOTES = /["$`\\]/gu;

/** Reads a line up to the cursor as bash does, without what bash would put in place of variables and patterns. */
export function bashLine(line: string): BashLine {
  const words: string[] = [];
  let [word, quote, isBegun] = ["", "", false];
  /** So many letters of the word stay as they are. */
  let kept = 0;
  for (let i = 0; i < line.length; i++) {
    const letter = line.charAt(i);
    if (quote !== "" && letter === quote) quote = "";
    else if (quote === "'") word += letter;
    else if (letter === "\\" && (quote === "" || /["$`\\]/u.test(line.charAt(i + 1)))) word += line.charAt(++i);
    else if (quote === '"') word += letter;
    else if (/\s/u.test(letter)) {
      if (isBegun) words.push(word);
      [word, isBegun, kept] = ["", false, 0];
      continue;
    } else if (letter === "'" || letter === '"') {
      [quote, kept] = [letter, word.length];
    } else {
      word += letter;
      if (BREAKS.includes(letter)) kept = word.length;
    }
    isBegun = true;
  }
  return { words: [...words, word], inPlaceOfLast: (whole) => quoted(whole.slice(kept), quote) };
}

/** As it is written between these quotes. */
function quoted(text: string, quote: string): string {
  if (quote === "'") return text.replaceAll("'", "'\\''");
  return text.replaceAll(quote === '"' ? SPECIAL_IN_DOUBLE_QUOTES : SPECIAL, "\\$&");
}
