//! Times and sizes as people read them. Dates come from the browser's own `Intl`; parsing is only of RFC 3339.

use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::{settings, t};

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// `2026年11月23日`, or `23 November 2026`. Takes RFC 3339 or `YYYY-MM-DD`.
pub fn date(rfc3339: &str) -> String {
    styled(&instant(rfc3339), &[("dateStyle", "long")])
}

/// `2026年11月23日 14:05`. Takes RFC 3339.
pub fn date_time(rfc3339: &str) -> String {
    at(&instant(rfc3339))
}

/// The same for microseconds since 1970, as events carry them.
pub fn date_time_of_micros(micros: i64) -> String {
    at(&Date::new(&JsValue::from_f64(micros as f64 / 1000.0)))
}

/// `11月24日周二`. Takes RFC 3339 or `YYYY-MM-DD`.
pub fn day(rfc3339: &str) -> String {
    styled(&instant(rfc3339), &[("month", "short"), ("day", "numeric"), ("weekday", "short")])
}

/// `2026年11月`. Takes RFC 3339 or `YYYY-MM-DD`.
pub fn month(rfc3339: &str) -> String {
    styled(&instant(rfc3339), &[("year", "numeric"), ("month", "long")])
}

/// The shortest unambiguous form for a list: the time today, else month and day, with the year where it is another.
pub fn brief(rfc3339: &str) -> String {
    let (then, now) = (instant(rfc3339), Date::new_0());
    if then.get_full_year() != now.get_full_year() {
        return styled(&then, &[("dateStyle", "medium")]);
    }
    if then.get_month() == now.get_month() && then.get_date() == now.get_date() {
        return styled(&then, &[("timeStyle", "short")]);
    }
    styled(&then, &[("month", "short"), ("day", "numeric")])
}

/// How long ago: `3 天`, `5 小时`, `刚刚`.
pub fn since(rfc3339: &str) -> String {
    span(minutes_between(rfc3339, None))
}

/// How long from one instant to another.
pub fn between(from: &str, to: &str) -> String {
    span(minutes_between(from, Some(to)))
}

/// Today where the reader is, as `YYYY-MM-DD`.
pub fn today() -> String {
    let now = Date::new_0();
    format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}

/// Whole minutes until an instant; negative once it is past.
pub fn minutes_until(rfc3339: &str) -> i64 {
    -minutes_between(rfc3339, None)
}

/// `{count} 天` for a span in minutes, in its largest unit.
pub fn span(minutes: i64) -> String {
    match minutes.abs() {
        0 => t!(common.just_now).to_owned(),
        minutes @ 1..60 => t!(common.minutes, count = minutes),
        minutes @ 60..DAY => t!(common.hours, count = minutes / 60),
        minutes => t!(common.days, count = minutes / DAY),
    }
}

/// Milliseconds since 1970: as fine as the browser tells time.
pub fn millis(rfc3339: &str) -> i64 {
    instant(rfc3339).get_time() as i64
}

/// `3.2 MB`.
pub fn size(bytes: i64) -> String {
    match bytes {
        ..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => {
            let tenths = (bytes * 10 + 524_288) / 1_048_576;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

fn minutes_between(from: &str, to: Option<&str>) -> i64 {
    let to = to.map_or_else(Date::new_0, instant);
    ((to.get_time() - instant(from).get_time()) / 60_000.0) as i64
}

/// A day without a time is that day here, not midnight in Greenwich.
fn instant(text: &str) -> Date {
    match text.len() {
        10 => Date::new(&JsValue::from_str(&format!("{text}T00:00:00"))),
        _ => Date::new(&JsValue::from_str(text)),
    }
}

fn at(instant: &Date) -> String {
    styled(instant, &[("dateStyle", "long"), ("timeStyle", "short")])
}

fn styled(instant: &Date, options: &[(&str, &str)]) -> String {
    if instant.get_time().is_nan() {
        return String::new();
    }
    let wanted = Object::new();
    for (key, value) in options {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&wanted, &(*key).into(), &(*value).into());
    }
    let locales = Array::of1(&settings::tag(settings::language()).into());
    let format = Intl::DateTimeFormat::new(&locales, &wanted);
    let text = format.format().call1(&JsValue::UNDEFINED, instant);
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}
