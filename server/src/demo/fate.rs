//! How far a document gets, and what happens to it on the way.

use flow::AfterReturn;

use super::dice::Dice;

/// Working days that the city looks back.
const DAYS: i64 = 110;
/// Steps at which a document may be found waiting, in turn.
pub const WAITING: &[&str] = &[
    "department",
    "countersign",
    "review",
    "sign",
    "deputy",
    "chief_sign",
    "recheck",
    "number",
    "seal",
    "dispatch",
];

/// How far a document gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays with its drafter.
    Draft,
    /// It waits at this step.
    Waits(&'static str),
    /// It was sent back from this step and waits for correction.
    Returned(&'static str),
    /// It rests (暂停).
    Suspended,
    /// It is ended outside its flow (特殊办结).
    Ended,
    /// As far as the time until now reaches.
    Runs,
}

/// What else may happen on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    Nothing,
    /// It is sent back once from this step.
    Return(&'static str, AfterReturn),
    /// A countersigner does not agree; that is recorded.
    Disagree,
    /// A countersigner hands it to a colleague (转办).
    Transfer,
    /// The office adds a signer before itself (前加签).
    AddSigner,
    /// The signer asks a department first (征求意见).
    Consult,
    /// When all is done it is circulated (传阅).
    Circulate,
}

/// How far a document gets, and how many working days ago it began.
pub fn fate(index: usize, dice: &mut Dice) -> (Fate, i64) {
    let step = WAITING[index / 4 % WAITING.len()];
    match dice.between(1, 100) {
        1..=5 => (Fate::Draft, dice.between(0, 12)),
        6..=29 => (Fate::Waits(step), dice.between(4, 9)),
        30..=32 => (Fate::Returned(dice.word(&["department", "review", "sign"])), dice.between(4, 8)),
        33..=35 => (Fate::Suspended, dice.between(8, 40)),
        36..=38 => (Fate::Ended, dice.between(10, 80)),
        39..=45 => (Fate::Runs, dice.between(0, 4)),
        _ => (Fate::Runs, dice.between(6, DAYS)),
    }
}

/// What else happens to it.
pub fn aside(dice: &mut Dice) -> Aside {
    match dice.between(1, 100) {
        1..=8 => Aside::Return("department", AfterReturn::Again),
        9..=16 => Aside::Return("review", AfterReturn::Straight),
        17..=20 => Aside::Return("sign", AfterReturn::Again),
        21..=23 => Aside::Return("countersign", AfterReturn::Straight),
        24..=27 => Aside::Disagree,
        28..=31 => Aside::Transfer,
        32..=35 => Aside::AddSigner,
        36..=39 => Aside::Consult,
        40..=55 => Aside::Circulate,
        _ => Aside::Nothing,
    }
}
