// Moments in the reader's own zone, with the other person's clock where it differs: "10:00 (16:00 for Ana)".

const SHAPES = {
  datetime: { dateStyle: "medium", timeStyle: "short" },
  date: { dateStyle: "long" },
  time: { timeStyle: "short" },
  thisWeek: { weekday: "short", hour: "numeric", minute: "2-digit" },
  earlier: { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
};
const STEPS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
const pageLanguage = document.documentElement.lang || "en";
const lang = navigator.languages.find((each) => each.startsWith(pageLanguage)) ?? pageLanguage;
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

localise();
document.addEventListener("htmx:after:swap", localise);
setInterval(localise, 60_000);

function localise() {
  for (const element of document.querySelectorAll("time[data-shape]")) {
    const words = told(element);
    if (element.textContent !== words) element.textContent = words;
    element.title ||= fully(element);
  }
}

function told({ dateTime, dataset: { shape, whose, zone } }) {
  const moment = new Date(dateTime);
  const mine = shape === "ago" ? ago(moment) : format(moment, shape === "time" ? nearness(moment) : shape, own);
  const differs = zone && format(moment, "datetime", zone) !== format(moment, "datetime", own);
  return differs && shape !== "date" ? `${mine} (${format(moment, "time", zone)} for ${whose})` : mine;
}

function fully({ dateTime, dataset: { whose, zone } }) {
  const moment = new Date(dateTime);
  const here = `${format(moment, "datetime", own)}, your time`;
  return zone ? `${here}; ${format(moment, "datetime", zone)} for ${whose}` : here;
}

function format(moment, shape, timeZone) {
  return new Intl.DateTimeFormat(lang, { ...SHAPES[shape], timeZone }).format(moment);
}

// A time of day alone stands for today; of another day it says which.
function nearness(moment) {
  const days = Math.abs(moment - Date.now()) / 86_400_000;
  if (format(moment, "date", own) === format(Date.now(), "date", own)) return "time";
  return days < 6 ? "thisWeek" : "earlier";
}

function ago(moment) {
  const seconds = (moment - Date.now()) / 1000;
  if (Math.abs(seconds) > 6 * 86_400) return format(moment, "date", own);
  const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return "just now";
}
