//! What was chosen, in order; each can go one place forward, or away.

use leptos::prelude::*;

use super::{Icon, IconButton, live};
use crate::t;

/// Something chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    pub name: String,
    /// It is not one of those offered, but somebody's own words.
    pub foreign: bool,
}

/// The chosen things. `on_change` hears their new order, as the old places of those that stay.
#[component]
pub fn Chips(
    #[prop(into)] chosen: Signal<Vec<Chosen>>,
    /// Whether the order means something.
    #[prop(default = true)]
    ordered: bool,
    on_change: Callback<Vec<usize>>,
) -> impl IntoView {
    live(move || {
        let all = chosen.get();
        let count = all.len();
        if count == 0 {
            return ().into_any();
        }
        let chip = |(index, chosen): (usize, Chosen)| {
            let earlier = move |()| {
                let mut order: Vec<usize> = (0..count).collect();
                order.swap(index, index - 1);
                on_change.run(order);
            };
            let remove = move |()| on_change.run((0..count).filter(|other| *other != index).collect());
            let name = chosen.name;
            view! {
                <li class="picked" class:outside=chosen.foreign>
                    <span>{name.clone()}</span>
                    {(ordered && index > 0)
                        .then(|| {
                            view! {
                                <IconButton symbol=Icon::Back label=t!(people.move_earlier, name = name) on_press=earlier />
                            }
                        })}
                    <IconButton symbol=Icon::Close label=t!(people.remove, name = name) on_press=remove />
                </li>
            }
        };
        view! { <ol class="picked-list">{all.into_iter().enumerate().map(chip).collect_view()}</ol> }
            .into_any()
    })
}

/// A list in the order that [`Chips`] asks for.
pub fn in_order<T: Clone>(list: &[T], order: &[usize]) -> Vec<T> {
    order.iter().filter_map(|place| list.get(*place).cloned()).collect()
}
