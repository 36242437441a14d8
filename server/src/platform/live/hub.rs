//! The connected browsers of this process.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use api::PersonId;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use uuid::Uuid;

use super::{Hint, outbox::Place};
use crate::platform::session::{Actor, TokenHash};

/// Hints that may wait for one browser. One that does not read them is cut off, and resumes when it comes back.
const WAITING: usize = 64;
/// Connections of one session: one browser needs one; the oldest gives way.
const CONNECTIONS: usize = 6;

/// What is said to one browser.
#[derive(Clone, Debug)]
pub(super) enum Word {
    Touched(api::live::Touched, Place),
    /// The session has ended.
    Ended,
    /// This server stops; another, or this one again, will answer.
    Stopping,
}

/// Who is connected, by what they may hear of.
#[derive(Default)]
pub struct Hub(Mutex<State>);

#[derive(Default)]
struct State {
    last: u64,
    streams: HashMap<u64, Stream>,
    by_holder: HashMap<Uuid, Vec<u64>>,
    by_session: HashMap<TokenHash, VecDeque<u64>>,
    place: Place,
    stopping: bool,
}

struct Stream {
    person: PersonId,
    holders: Vec<Uuid>,
    session: TokenHash,
    sender: Sender<Word>,
}

impl Hub {
    /// Joins a browser: its number, what it will hear, and the place in the outbox where that begins. Nothing where
    /// the server is stopping.
    pub(super) fn join(&self, actor: &Actor, session: TokenHash) -> Option<(u64, Receiver<Word>, Place)> {
        let mut state = self.lock();
        if state.stopping {
            return None;
        }
        state.last += 1;
        let id = state.last;
        let (sender, receiver) = channel(WAITING);
        for holder in &actor.holders {
            state.by_holder.entry(*holder).or_default().push(id);
        }
        let connections = state.by_session.entry(session).or_default();
        connections.push_back(id);
        let oldest = (connections.len() > CONNECTIONS).then(|| connections.front().copied()).flatten();
        state
            .streams
            .insert(id, Stream { person: actor.person, holders: actor.holders.clone(), session, sender });
        if let Some(oldest) = oldest {
            state.remove(oldest);
        }
        Some((id, receiver, state.place.clone()))
    }

    pub(super) fn leave(&self, id: u64) {
        self.lock().remove(id);
    }

    /// Tells all whom it concerns.
    pub(super) fn tell(&self, hint: &Hint, place: &Place) {
        let mut state = self.lock();
        let mut ids: Vec<u64> =
            hint.holders.iter().filter_map(|holder| state.by_holder.get(holder)).flatten().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let Some(stream) = state.streams.get(&id) else { continue };
            let word = Word::Touched(hint.said_to(stream.person), place.clone());
            if stream.sender.try_send(word).is_err() {
                state.remove(id);
            }
        }
    }

    /// Everything before it has been told.
    pub(super) fn place(&self) -> Place {
        self.lock().place.clone()
    }

    /// Everything before this place has been told.
    pub(super) fn reach(&self, place: Place) {
        self.lock().place = place;
    }

    pub(super) fn sessions(&self) -> Vec<TokenHash> {
        self.lock().by_session.keys().copied().collect()
    }

    /// Ends the connections of a session.
    pub(super) fn end(&self, session: &TokenHash) {
        let mut state = self.lock();
        for id in state.by_session.get(session).cloned().unwrap_or_default() {
            state.dismiss(id, Word::Ended);
        }
    }

    /// Ends every connection and takes no new one: a server that stops waits for none.
    pub fn stop(&self) {
        let mut state = self.lock();
        state.stopping = true;
        for id in state.streams.keys().copied().collect::<Vec<_>>() {
            state.dismiss(id, Word::Stopping);
        }
    }

    /// How many browsers are connected.
    pub fn connected(&self) -> usize {
        self.lock().streams.len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Says a last word; without a sender left, the stream ends after it.
    fn dismiss(&mut self, id: u64, word: Word) {
        if let Some(stream) = self.streams.get(&id) {
            // A queue that is full ends without the word.
            let _ = stream.sender.try_send(word);
        }
        self.remove(id);
    }

    fn remove(&mut self, id: u64) {
        let Some(stream) = self.streams.remove(&id) else { return };
        for holder in &stream.holders {
            if let Some(ids) = self.by_holder.get_mut(holder) {
                ids.retain(|other| *other != id);
                if ids.is_empty() {
                    self.by_holder.remove(holder);
                }
            }
        }
        if let Some(ids) = self.by_session.get_mut(&stream.session) {
            ids.retain(|other| *other != id);
            if ids.is_empty() {
                self.by_session.remove(&stream.session);
            }
        }
    }
}
