const eastern = 'America/New_York';
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

const clock = (zone: string) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = (zone: string) => new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
const abbreviation = new Intl.DateTimeFormat('en-US', { timeZone: eastern, timeZoneName: 'short' });
const [easternClock, easternDay, ownClock, ownDay] = [clock(eastern), day(eastern), clock(own), day(own)];
const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

export const number = (value: number) => numbers.format(value);

export const plural = (count: number, one: string, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

const zoneOf = (at: Date) => abbreviation.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'ET';

const dayWords = (format: Intl.DateTimeFormat, at: Date, now: Date) => {
  const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
  const thisYear = format.formatToParts(now).find((part) => part.type === 'year')?.value;
  return `${parts.weekday} ${parts.day} ${parts.month}${parts.year === thisYear ? '' : ` ${parts.year}`}`;
};

/** Mon 3 Jan 08:00 EST */
export function easternTime(seconds: number, nowSeconds: number): string {
  const [at, now] = [new Date(seconds * 1000), new Date(nowSeconds * 1000)];
  const today = easternDay.format(at) === easternDay.format(now);
  return `${today ? '' : `${dayWords(easternDay, at, now)} `}${easternClock.format(at)} ${zoneOf(at)}`;
}

/** The same on the reader's own clock, or null where that shows Eastern time too. */
export function ownTime(seconds: number, nowSeconds: number): string | null {
  const [at, now] = [new Date(seconds * 1000), new Date(nowSeconds * 1000)];
  if (ownClock.format(at) === easternClock.format(at) && ownDay.format(at) === easternDay.format(at)) {
    return null;
  }
  const sameDay = ownDay.format(at) === easternDay.format(at);
  return `${sameDay ? '' : `${dayWords(ownDay, at, now)} `}${ownClock.format(at)} yours`;
}

/** Mon 3 Jan */
export const easternDayWords = (seconds: number, nowSeconds: number) => dayWords(easternDay, new Date(seconds * 1000), new Date(nowSeconds * 1000));

/** The Eastern day of an instant as 2026-11-30. */
export const easternDate = (seconds: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: eastern, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(seconds * 1000));

export const isoSeconds = (iso: string) => Date.parse(iso) / 1000;

export function duration(seconds: number): string {
  if (seconds < 60) {
    return `${Math.round(seconds)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  const [many, more] = minutes < 60 ? [`${minutes} min`, `${Math.round(seconds % 60)} s`] : [`${Math.floor(minutes / 60)} h`, `${minutes % 60} min`];
  return more.startsWith('0 ') ? many : `${many} ${more}`;
}

export const words = (name: string) => name.replaceAll('_', ' ');

/** 16175550123 as +1 617 555 0123; other numbers as they are. */
export function phone(text: string): string {
  const [, digits, rest] = /^(?:tel:)?\+?1?(\d{10})((?:;.*)?)$/.exec(text) ?? [];
  return digits ? `+1 ${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}${rest ?? ''}` : text;
}
