//! How often one may try. Kept in memory: a second process doubles what is allowed, which still is little.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// A bucket holds `burst` tries and gets `per_second` back.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    pub burst: f64,
    pub per_second: f64,
}

/// Sign-ins from one address: an office of hundreds may stand behind one.
pub const BY_ADDRESS: Rate = Rate { burst: 60.0, per_second: 10.0 };
/// Sign-ins and proofs of one account.
pub const BY_ACCOUNT: Rate = Rate { burst: 30.0, per_second: 2.0 };

#[derive(Default)]
pub struct Limits {
    buckets: Mutex<HashMap<String, (f64, Instant)>>,
}

impl Limits {
    const CAPACITY: usize = 50_000;

    /// Takes one try; false where there is none left.
    pub fn take(&self, subject: String, rate: Rate) -> bool {
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= Self::CAPACITY {
            // Buckets untouched for so long are full again.
            buckets.retain(|_, (_, at)| now.duration_since(*at).as_secs_f64() < rate.burst / rate.per_second);
        }
        let (left, at) = buckets.entry(subject).or_insert((rate.burst, now));
        let refilled = *left + now.duration_since(*at).as_secs_f64() * rate.per_second;
        (*left, *at) = (refilled.min(rate.burst), now);
        let allowed = *left >= 1.0;
        if allowed {
            *left -= 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_empty_after_its_burst_and_each_has_its_own() {
        let limits = Limits::default();
        let rate = Rate { burst: 3.0, per_second: 0.001 };
        let tries: Vec<bool> = (0..4).map(|_| limits.take("a".into(), rate)).collect();
        assert_eq!(tries, [true, true, true, false]);
        assert!(limits.take("b".into(), rate));
    }
}
