//! 移动办理占比: how much of the handling is done on a phone, month by month and department by department, against the
//! plan's own measure.

use api::statistics::{KindShare, MobileShare, Share};
use js_sys::Date;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use super::PageFrame;
use super::case::event_word;
use crate::http::{Load, loaded, use_load};
use crate::text::language;
use crate::ui::{Empty, ErrorState, Field, Icon, Select, Skeleton, live};
use crate::{format, paths, t};

/// What the plan asks for, percent.
const GOAL: i64 = 80;
/// Months shown side by side.
const MONTHS: i32 = 6;

/// A month of the calendar; from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Month {
    year: i32,
    month: i32,
}

impl Month {
    fn now() -> Self {
        let today = Date::new_0();
        Self { year: today.get_full_year() as i32, month: today.get_month() as i32 + 1 }
    }

    fn before(self, months: i32) -> Self {
        let count = self.year * 12 + self.month - 1 - months;
        Self { year: count.div_euclid(12), month: count.rem_euclid(12) + 1 }
    }

    fn read(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        ((2000..=9998).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    fn name(self) -> String {
        format!("{:04}-{:02}", self.year, self.month)
    }

    fn last_day(self) -> i32 {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 31,
        }
    }

    fn path(self) -> String {
        let name = self.name();
        paths::api::mobile_share(&format!("{name}-01"), &format!("{name}-{}", self.last_day()))
    }

    fn words(self) -> String {
        format::month(&format!("{}-01", self.name()))
    }
}

/// A line of a table that is also a chart.
struct Line {
    name: String,
    share: Share,
}

/// `/me/mobile?month=2026-11`.
#[component]
pub fn Mobile() -> impl IntoView {
    let values = use_query_map();
    let month = Memo::new(move |_| {
        values.with(|values| values.get_str("month").and_then(Month::read)).unwrap_or_else(Month::now)
    });
    let load = use_load::<MobileShare>(move || month.get().path());
    view! {
        <PageFrame title=Signal::derive(|| t!(mobile.title).to_owned()) back=paths::APPS>
            <p class="hint">{t!(mobile.about, goal = GOAL)}</p>
            <Months month />
            {loaded(load, of_month)}
            {trend()}
        </PageFrame>
    }
}

/// Chooses the month.
#[component]
fn Months(month: Memo<Month>) -> impl IntoView {
    let value = RwSignal::new(month.get_untracked().name());
    Effect::new(move |_| value.set(month.get().name()));
    let navigate = use_navigate();
    Effect::new(move |before: Option<()>| {
        let wanted = value.get();
        if before.is_some() && wanted != month.get_untracked().name() {
            let options = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
            navigate(&paths::mobile(&wanted), options);
        }
    });
    let chosen = month.get_untracked();
    let mut months: Vec<Month> = (0..12).map(|months| Month::now().before(months)).collect();
    if !months.contains(&chosen) {
        months.push(chosen);
    }
    let options: Vec<_> = months.into_iter().map(|month| (month.name(), month.words())).collect();
    view! { <Field label=t!(mobile.month)><Select value options=Signal::stored(options) /></Field> }
}

fn of_month(share: Signal<MobileShare>) -> AnyView {
    live(move || {
        let MobileShare { own, actions, kinds, departments, .. } = share.get();
        let act = |(action, share): (String, Share)| Line { name: event_word(&action), share };
        let actions = actions.into_iter().map(|each| act((each.action, each.share))).collect();
        let kind = |each: KindShare| Line { name: each.name.pick(language()).to_owned(), share: each.share };
        let kinds = kinds.into_iter().map(kind).collect();
        let organs = {
            let mut organs: Vec<&str> = departments.iter().map(|each| each.organ.as_str()).collect();
            organs.dedup();
            organs.len()
        };
        let department = |each: api::statistics::DepartmentShare| Line {
            name: match organs {
                0 | 1 => each.department,
                _ => format!("{} {}", each.organ, each.department),
            },
            share: each.share,
        };
        let leads = !departments.is_empty();
        let departments = departments.into_iter().map(department).collect();
        view! {
            <section class="card" aria-labelledby="own-share">
                <h2 id="own-share">{t!(mobile.own)}</h2>
                {figure(own)}
                {(own.all > 0).then(|| table(t!(mobile.by_action), t!(mobile.action), actions))}
                {(own.all > 0).then(|| table(t!(mobile.by_kind), t!(mobile.kind), kinds))}
            </section>
            {leads
                .then(|| {
                    view! {
                        <section class="card" aria-labelledby="department-shares">
                            <h2 id="department-shares">{t!(mobile.departments)}</h2>
                            {table(t!(mobile.by_department), t!(mobile.department), departments)}
                        </section>
                    }
                })}
        }
    })
}

fn figure(share: Share) -> AnyView {
    match share.percent() {
        None => view! { <Empty symbol=Icon::Check title=t!(mobile.nothing) /> }.into_any(),
        Some(percent) => {
            let met = if percent >= GOAL { t!(mobile.met) } else { t!(mobile.not_met) };
            view! {
                <p class="share-figure">
                    <b>{percent}"%"</b>
                    <span>{t!(mobile.of, phone = share.phone, all = share.all)} " · " {met}</span>
                </p>
            }
            .into_any()
        }
    }
}

/// One's own share of the last months.
fn trend() -> AnyView {
    let months: Vec<Month> = (0..MONTHS).rev().map(|months| Month::now().before(months)).collect();
    let loads: Vec<_> = months
        .iter()
        .map(|month| {
            (
                *month,
                use_load::<MobileShare>({
                    let month = *month;
                    move || month.path()
                }),
            )
        })
        .collect();
    let lines = move || {
        let failure = loads.iter().find_map(|(_, load)| load.failure.get());
        if let Some(failure) = failure {
            let again = loads.clone();
            let retry = move |()| again.iter().for_each(|(_, load)| load.reload());
            return view! { <ErrorState failure on_retry=retry /> }.into_any();
        }
        let line = |(month, load): &(Month, Load<MobileShare>)| {
            let share = load.value.with(|value| value.as_ref().map(|value| value.own))?;
            Some(Line { name: month.words(), share })
        };
        match loads.iter().map(line).collect::<Option<Vec<Line>>>() {
            Some(lines) => table(t!(mobile.by_month), t!(mobile.month), lines),
            None => view! { <Skeleton lines=7 /> }.into_any(),
        }
    };
    view! {
        <section class="card" aria-labelledby="month-shares">
            <h2 id="month-shares">{t!(mobile.months)}</h2>
            {live(lines)}
        </section>
    }
    .into_any()
}

/// A table whose bars can be seen at a glance, with the goal as a mark.
fn table(caption: &'static str, first: &'static str, lines: Vec<Line>) -> AnyView {
    let row = |Line { name, share }: Line| {
        let percent = share.percent();
        let bar = percent.map(|percent| {
            let met = percent >= GOAL;
            view! { <span class="share-bar" class:met=met style:width=format!("{percent}%")></span> }
        });
        let words = percent.map_or_else(|| "—".to_owned(), |percent| format!("{percent}%"));
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="share-cell"><span class="share-track" aria-hidden="true">{bar}</span></td>
                <td>{words}</td>
                <td>{t!(mobile.fraction, phone = share.phone, all = share.all)}</td>
            </tr>
        }
    };
    view! {
        <table class="shares">
            <caption>{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">{first}</th>
                    <td></td>
                    <th scope="col">{t!(mobile.share)}</th>
                    <th scope="col">{t!(mobile.count)}</th>
                </tr>
            </thead>
            <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::Month;

    #[test]
    fn months_are_counted_back_over_the_year_and_end_on_their_last_day() {
        let month = |year, month| Month { year, month };
        assert_eq!(month(2026, 1).before(1), month(2025, 12));
        assert_eq!(month(2026, 11).before(5), month(2026, 6));
        assert_eq!(month(2026, 3).before(15), month(2024, 12));
        assert_eq!(month(2028, 2).last_day(), 29);
        assert_eq!(month(2100, 2).last_day(), 28);
        assert_eq!(Month::read("2026-02"), Some(month(2026, 2)));
        assert_eq!(Month::read("2026-13"), None);
    }
}
