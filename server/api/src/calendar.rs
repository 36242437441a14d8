//! Deadlines, explained day by day.

use flow::{Due, ItemId};
use serde::{Deserialize, Serialize};

use crate::{cases::StepName, label::labelled};

labelled! {
    /// The light of a deadline (亮灯).
    pub enum Lamp {
        Green = "green", "正常", "On time";
        /// So much of the time is used that it is called near.
        Yellow = "yellow", "临期", "Due soon";
        Red = "red", "超期", "Overdue";
    }
}

labelled! {
    /// Why a day counts, or does not.
    pub enum DayReason {
        Weekday = "weekday", "工作日", "Working day";
        MadeUp = "made_up", "调休上班", "Worked for a holiday";
        Weekend = "weekend", "周末", "Weekend";
        Holiday = "holiday", "节假日", "Public holiday";
        Paused = "paused", "暂停计时", "The clock stood";
    }
}

/// The deadlines of a case that stand open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deadlines {
    pub items: Vec<ItemDeadline>,
    /// The case is suspended: no clock runs.
    pub paused: bool,
    /// What orders the days named, such as 国办发明电〔2025〕7号.
    pub sources: Vec<String>,
}

/// How the deadline of one handler comes about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ItemDeadline {
    pub item: ItemId,
    pub step_name: StepName,
    pub name: String,
    /// RFC 3339.
    pub opened_at: String,
    /// RFC 3339; as it was when the clock was stopped, where it stands.
    pub due_at: String,
    pub term: Due,
    pub lamp: Lamp,
    /// Parts of a hundred of the time that are used.
    pub spent: u32,
    /// Every day from the one after it came, in order.
    pub days: Vec<DeadlineDay>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadlineDay {
    /// `2026-11-24`.
    pub date: String,
    /// Which day of the term it is, where it counts.
    pub number: Option<u16>,
    pub reason: DayReason,
    /// The holiday's name.
    pub holiday: Option<String>,
    /// The State Council has not ordered the year yet (暂按).
    pub provisional: bool,
}
