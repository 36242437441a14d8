//! The flow engine: one script a feature, then random cases against the invariants.

mod allowing;
mod asides;
mod checking;
mod conditions;
mod definitions;
mod managing;
mod modes;
mod properties;
mod returning;
mod routing;
mod signers;
mod support;
mod withdrawing;
