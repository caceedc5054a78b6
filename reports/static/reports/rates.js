// The arithmetic of reports/values/figures.py for the moment of typing: whole numbers only, so nothing is lost to
// binary fractions. The server computes the same and has the last word.

const FIGURE = /^([+-]?)(\d[\d,]*)(?:\.(\d*))?\s*([\s\S]*)$/u;
const GROUPED = /^\d{1,3}(,\d{3})+$/u;
const MAX_DIGITS = 18;

// "65.00%" → { digits: 6500n, decimals: 2, unit: "%" }; null for anything that is not one figure.
export function parseFigure(printed) {
  const text = printed.normalize("NFKC").replace(/[−﹣–]/gu, "-").trim();
  const found = FIGURE.exec(text);
  if (!found) return null;
  const [, sign, whole, fraction, rest] = found;
  const unit = rest.trim();
  if (whole.includes(",") && !GROUPED.test(whole)) return null;
  if (fraction === "" || /^[,.]/u.test(unit) || /\p{Nd}/u.test(unit)) return null;
  const digits = whole.replaceAll(",", "") + (fraction ?? "");
  if (digits.length > MAX_DIGITS) return null;
  return { digits: BigInt(`${sign === "-" ? "-" : ""}${digits}`), decimals: (fraction ?? "").length, unit };
}

// Both figures as whole numbers of one scale.
function aligned(a, b) {
  const decimals = Math.max(a.decimals, b.decimals);
  const scaled = (figure) => figure.digits * 10n ** BigInt(decimals - figure.decimals);
  return [scaled(a), scaled(b)];
}

function divideHalfUp(numerator, denominator) {
  const sign = numerator < 0n !== denominator < 0n ? -1n : 1n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  return sign * ((2n * n + d) / (2n * d));
}

// A percentage part/whole, printed: "87.44%", and exactly "100%" where it rounds to that.
function percentage(part, whole, decimals) {
  const scale = 10n ** BigInt(decimals);
  const rounded = divideHalfUp(part * 100n * scale, whole);
  if (rounded === 100n * scale) return "100%";
  const size = rounded < 0n ? -rounded : rounded;
  const grouped = (size / scale).toString().replace(/\B(?=(\d{3})+$)/gu, ",");
  const fraction = decimals ? `.${(size % scale).toString().padStart(decimals, "0")}` : "";
  return `${rounded < 0n ? "-" : ""}${grouped}${fraction}%`;
}

// 達成率 of two typed figures; "" where they give none.
export function achievementRate(targetText, actualText, { direction = "higher", capped = true, decimals = 2 } = {}) {
  const target = parseFigure(targetText);
  const actual = parseFigure(actualText);
  if (!target || !actual) return "";
  const [b, c] = aligned(target, actual);
  if (b === 0n && direction !== "higher") {
    const isMet = direction === "lower" ? c <= 0n : c === 0n;
    return isMet ? "100%" : percentage(0n, 1n, decimals);
  }
  if (b <= 0n) return "";
  let part = c;
  if (direction !== "higher") {
    const distance = direction === "lower" ? c - b : c > b ? c - b : b - c;
    part = b - distance < 0n ? 0n : b - distance;
  }
  if (capped && part > b) part = b;
  return percentage(part, b, decimals);
}

// 執行率 of three typed amounts in 千元, an empty one being 0; "" where nothing was available.
export function executionRate(expendedText, appropriationText, carryoverText, { decimals = 2 } = {}) {
  const amounts = [expendedText, appropriationText, carryoverText].map((text) =>
    text.trim() === "" ? { digits: 0n, decimals: 0, unit: "" } : parseFigure(text),
  );
  const isAmount = (figure) => figure && figure.decimals === 0 && figure.digits >= 0n && /^(千元)?$/u.test(figure.unit);
  if (!amounts.every(isAmount)) return "";
  const [expended, appropriation, carryover] = amounts.map((figure) => figure.digits);
  if (appropriation + carryover === 0n) return "";
  return percentage(expended, appropriation + carryover, decimals);
}
