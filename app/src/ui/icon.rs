//! The one icon set: strokes on a grid of 24, drawn in the colour of the text.

use leptos::prelude::*;

macro_rules! icons {
    ($($name:ident = $path:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Icon { $($name,)+ }

        impl Icon {
            fn path(self) -> &'static str { match self { $(Icon::$name => $path,)+ } }
        }
    };
}

icons! {
    Home = "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z";
    Inbox = "M4 13 6 5h12l2 8v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM4 13h5l1 2h4l1-2h5";
    Plus = "M12 5v14M5 12h14";
    Minus = "M5 12h14";
    Apps = "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h5v5h-5z";
    Person = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-5 8-5s7 1 8 5";
    Search = "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.500 4.500";
    Back = "M15 5l-7 7 7 7";
    Up = "M5 15l7-7 7 7";
    Close = "M6 6l12 12M18 6 6 18";
    Check = "M4.500 12.500 10 18 19.500 7";
    More = "M4.500 12a.7.7 0 1 0 1.400 0 .7.7 0 1 0-1.400 0zM11.300 12a.7.7 0 1 0 1.400 0 .7.7 0 1 0-1.400 0zM18.100 12a.7.7 0 1 0 1.400 0 .7.7 0 1 0-1.400 0z";
    Document = "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6";
    Attachment = "M19 11.500 11.500 19a4.500 4.500 0 0 1-6.500-6.500L13 4.500a3 3 0 0 1 4.500 4.500L10 16.500a1.500 1.500 0 0 1-2.200-2.200L14.500 7.500";
    Edit = "M4 20h4L19 9l-4-4L4 16zM13 7l4 4";
    Return = "M9 6 4 11l5 5M4 11h10a6 6 0 0 1 6 6v1";
    Clock = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2";
    Bell = "M6 17V11a6 6 0 0 1 12 0v6l1.500 2h-15zM10 21h4";
    Warning = "M12 4 2.500 20h19zM12 10v4.500M12 17.500h.01";
    Shield = "M12 3l8 3v6c0 4.500-3.200 7.500-8 9-4.800-1.500-8-4.500-8-9V6zM8.500 12l2.500 2.500L15.500 10";
    Refresh = "M19.500 12a7.500 7.500 0 1 1-2.200-5.300L20 9.500M20 4v5.500h-5.500";
    Download = "M12 4v11M7 11l5 5 5-5M5 20h14";
    Trash = "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10.500 11v5.500M13.500 11v5.500";
    Link = "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.700-5.700L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.700 5.700L12 17";
    Copy = "M9 9h10v11H9zM5 15V4h10";
    History = "M4.500 12a7.500 7.500 0 1 0 2.200-5.300L4 9.500M4 4v5.500h5.500M12 8v4.500l3 1.500";
    Filter = "M4 5h16l-6 7v6l-4 2v-8z";
    Exit = "M10 4H5v16h5M15 8l4 4-4 4M19 12H9";
}

/// The picture of an icon. It says nothing to a screen reader: words stand beside it.
pub fn icon(of: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=of.path() />
        </svg>
    }
}
