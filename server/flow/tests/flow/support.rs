//! Runs scripts against the engine and holds the invariants after every line.
//!
//! A script is a table: `actor verb arguments`, then `= standing` (where the case stands then) or `! code` (why it is
//! refused). The actor's item is found by what the verb asks for. A standing names each step where the case is with those whose turn it is
//! and, in brackets, those who wait: `sign:B(C)`.

use std::collections::{BTreeMap, BTreeSet};

use flow::{
    AfterReturn, Assign, Closed, Command, Context, Definition, Event, FieldHolds, Fields, ForkStatus, Item,
    ItemId, Outcome, Part, Place, PostId, Refusal, ReturnTo, State, Status, StepId, StepKind, apply, needs,
};

use crate::definitions::{letter, post, posts};

pub const ADMINISTRATOR: char = 'Z';

/// A case on its way, with all that happened to it.
pub struct Story {
    pub definition: Definition,
    pub fields: Fields,
    pub state: State,
    pub events: Vec<Event>,
}

pub fn story(definition: Definition) -> Story {
    Story { definition, fields: Fields::new(), state: State::default(), events: Vec::new() }
}

/// A begins the case and plays a script to its end.
pub fn check(definition: Definition, script: &str) -> Story {
    story(definition).play(script)
}

impl Story {
    pub fn field(mut self, name: &str, value: serde_json::Value) -> Self {
        self.fields.insert(name.into(), value);
        self
    }

    /// Plays a script; A begins the case before its first line.
    pub fn play(mut self, script: &str) -> Self {
        if self.state.status == Status::New {
            self.act('A', &Command::Start).expect("a start");
        }
        self.go_on(script)
    }

    /// Plays a script from where the case stands, if only before its start.
    pub fn go_on(mut self, script: &str) -> Self {
        for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.line(line);
        }
        self
    }

    fn line(&mut self, line: &str) {
        let (words, expected) = match (line.split_once(" = "), line.split_once(" ! ")) {
            (_, Some((words, code))) => (words, Err(code.trim())),
            (Some((words, standing)), _) => (words, Ok(standing.trim())),
            _ => panic!("a line says neither = nor !: {line}"),
        };
        let mut words = words.split_whitespace();
        let actor = words.next().and_then(|word| word.chars().next()).expect("an actor");
        let verb = words.next().expect("a verb");
        let command = self.command(actor, verb, &words.collect::<Vec<_>>());
        let result = self.act(actor, &command);
        match expected {
            Err(code) => assert_eq!(result.map_err(|refusal| refusal.code()), Err(code), "{line}"),
            Ok(standing) => {
                assert_eq!(result, Ok(()), "{line}");
                assert_eq!(self.standing(), standing, "{line}");
            }
        }
    }

    /// Applies a command and holds the invariants.
    pub fn act(&mut self, actor: char, command: &Command) -> Result<(), Refusal> {
        let context = self.context(actor, needs(&self.definition, &self.state, command));
        let events = apply(&self.definition, &self.state, &context, command)?;
        for event in &events {
            self.state.apply_event(event)?;
        }
        self.events.extend(events);
        hold_invariants(&self.definition, &self.state, &self.events);
        Ok(())
    }

    pub fn context(&self, actor: char, needs: Vec<(StepId, Assign)>) -> Context<'_> {
        let mut context = Context::new(post(actor), &self.fields);
        context.administrator = actor == ADMINISTRATOR;
        context.system = actor == '-';
        context.posts =
            needs.into_iter().map(|(step, assign)| (step, resolve(&assign, &self.fields))).collect();
        context
    }

    fn command(&self, actor: char, verb: &str, words: &[&str]) -> Command {
        let word = |n: usize| words.get(n).copied().unwrap_or_default();
        let said = || "意见".to_owned();
        let item = |is: &dyn Fn(&Item) -> bool| self.find(actor, is);
        let turn = item(&|item| item.is_live() && item.part.is_work());
        let (opinion, note) = (Some(said()), None);
        match verb {
            "start" => Command::Start,
            "submit" => Command::Submit { item: turn, opinion: None, choices: choices(words) },
            "approve" => Command::Approve { item: turn, opinion, choices: choices(words) },
            "assent" => Command::Approve { item: turn, opinion: None, choices: choices(words) },
            "reject" => Command::Reject { item: turn, opinion: said(), choices: choices(words) },
            "return" => {
                Command::Return { item: turn, to: return_to(word(0)), then: then(word(1)), opinion: said() }
            }
            "withdraw" => Command::Withdraw { item: item(&|item| item.closed().is_some() && !item.carried) },
            "before" => Command::AddSigner { item: turn, posts: posts(word(0)), place: Place::Before, note },
            "after" => Command::AddSigner { item: turn, posts: posts(word(0)), place: Place::After, note },
            "transfer" => {
                let (from, to) = word(0).split_at(word(0).len() - 1);
                let holder = from.chars().next().unwrap_or(actor);
                let item = self.find(holder, &|item| item.is_live() && item.part.is_work());
                Command::Transfer { item, to: posts(to)[0], note: Some("转办备注".into()) }
            }
            "remove" => {
                let item = self.find(word(0).chars().next().expect("a post"), &|item| item.part.is_work());
                Command::RemoveSigner { item, note, choices: choices(&words[1..]) }
            }
            "consult" => {
                let blocking = word(1) == "blocking";
                Command::Consult { item: turn, posts: posts(word(0)), question: said(), blocking }
            }
            "reply" => Command::Reply { item: item(&|item| item.part == Part::Consult), opinion: said() },
            "read" => Command::MarkRead { item: item(&|item| item.part == Part::Read), opinion: None },
            "claim" => Command::Claim { item: turn },
            "release" => Command::Release { item: turn },
            "decline" => Command::Decline { item: turn, opinion },
            "circulate" => Command::Circulate { posts: posts(word(0)), note },
            "recall" => {
                let reader = word(0).chars().next().expect("a reader");
                Command::Recall { item: self.find(reader, &|item| item.part == Part::Read) }
            }
            "urge" => Command::Urge { items: Vec::new(), note },
            "suspend" => Command::Suspend { reason: said() },
            "resume" => Command::Resume { note },
            "jump" => Command::Jump { to: word(0).into(), reason: said(), choices: choices(words) },
            "finish" => Command::FinishSpecially { reason: said() },
            "reopen" => Command::Reopen { reason: said() },
            "note" => Command::Note,
            "child" => {
                let open = self.state.open_visits().find(|(_, visit)| visit.step.as_str() == word(0));
                let visit = open.map_or(flow::VisitId(999), |(id, _)| id);
                Command::EndSubflow { visit, outcome: Outcome::Completed }
            }
            _ => panic!("no such verb: {verb}"),
        }
    }

    /// The last item of a post that is such; the open ones first.
    fn find(&self, holder: char, is: &dyn Fn(&Item) -> bool) -> ItemId {
        let mine = || self.state.items().filter(|(_, item)| item.post == post(holder));
        let open = mine().find(|(_, item)| item.is_open() && is(item));
        let such = open.or_else(|| mine().rev().find(|(_, item)| is(item)));
        such.or_else(|| mine().next_back()).map_or(ItemId(999), |(id, _)| id)
    }

    /// Where the case stands, in words.
    pub fn standing(&self) -> String {
        let mut words = Vec::new();
        if let Some(ending) = &self.state.ending {
            words.push(format!("{:?}", ending.outcome).to_lowercase());
        }
        if self.state.status == Status::Suspended {
            words.push("suspended".into());
        }
        for (id, visit) in self.state.open_visits() {
            let of = |is: &dyn Fn(&Item) -> bool| -> String {
                let items = self.state.items_of(id).filter(|(_, item)| item.part.is_work() && is(item));
                items.map(|(_, item)| letter(item.post)).collect()
            };
            let mut words_of = format!("{}:{}", visit.step, of(&Item::is_open));
            let waiting = of(&|item| item.is_live() && !item.is_open());
            if !waiting.is_empty() {
                words_of += &format!("({waiting})");
            }
            words.push(words_of);
        }
        for (name, part) in [("asked", Part::Consult), ("reading", Part::Read)] {
            let open = self.state.items().filter(|(_, item)| item.part == part && item.is_open());
            let letters: String = open.map(|(_, item)| letter(item.post)).collect();
            if !letters.is_empty() {
                words.push(format!("{name}:{letters}"));
            }
        }
        words.join(" ")
    }

    pub fn effects(&self) -> Vec<&str> {
        let effects = self.events.iter().filter_map(|event| match event {
            Event::EffectDue { effect, .. } => Some(effect.as_str()),
            _ => None,
        });
        effects.collect()
    }
}

fn return_to(word: &str) -> ReturnTo {
    match word {
        "drafter" => ReturnTo::Drafter,
        "previous" => ReturnTo::Previous,
        step => ReturnTo::Step(step.into()),
    }
}

fn then(word: &str) -> AfterReturn {
    if word == "straight" { AfterReturn::Straight } else { AfterReturn::Again }
}

/// `step>BC` chooses B and C for the step.
fn choices(words: &[&str]) -> BTreeMap<StepId, Vec<PostId>> {
    words
        .iter()
        .filter_map(|word| word.split_once('>'))
        .map(|(step, who)| (step.into(), posts(who)))
        .collect()
}

/// What the server's directory would answer.
pub fn resolve(assign: &Assign, fields: &Fields) -> Vec<PostId> {
    match assign {
        Assign::Posts(posts) => posts.clone(),
        Assign::Field { field, holds: FieldHolds::Posts } => {
            posts(fields.get(field).and_then(|value| value.as_str()).unwrap_or_default())
        }
        _ => panic!("not asked for in tests: {assign:?}"),
    }
}

/// What must be true of every case at every moment.
pub fn hold_invariants(definition: &Definition, state: &State, events: &[Event]) {
    assert_eq!(&State::fold(events).expect("events that fold"), state, "the state is the fold of its events");
    tokens_are_conserved(state);
    for (id, visit) in state.open_visits() {
        let kind = definition.step(&visit.step).map(|step| &step.kind);
        let work: Vec<_> =
            state.items_of(id).filter(|(_, item)| item.is_live() && item.part.is_work()).collect();
        if matches!(kind, Some(StepKind::Start | StepKind::Work(_))) {
            assert!(work.iter().any(|(_, item)| item.is_open()), "somebody can act at {}", visit.step);
        }
        assert!(work.iter().filter(|(_, item)| item.claimed).count() <= 1, "one claims");
    }
    for (id, item) in state.items().filter(|(_, item)| item.is_live() && item.part != Part::Read) {
        let visit = item.visit.and_then(|visit| state.visit(visit)).expect("a visit");
        assert_eq!(visit.left, None, "item {id} is live in a visit that has been left");
    }
    let open: BTreeSet<_> = state.items().filter(|(_, item)| item.is_open()).map(|(id, _)| id).collect();
    assert_eq!(inbox(events), open, "the projected inbox is what is open");
}

fn tokens_are_conserved(state: &State) {
    let is_open = |fork: flow::ForkId| state.fork(fork).is_some_and(|fork| fork.status == ForkStatus::Open);
    let tokens_in = |around: Option<flow::ForkId>| {
        let visits = state.open_visits().filter(|(_, visit)| visit.fork == around).count();
        let runs = state
            .forks
            .iter()
            .filter(|fork| fork.status == ForkStatus::Open && fork.parent == around)
            .count();
        visits + runs
    };
    let expected = usize::from(matches!(state.status, Status::Running | Status::Suspended));
    assert_eq!(tokens_in(None), expected, "one token outside all splits while the case runs");
    assert_eq!(state.status == Status::Finished, state.ending.is_some());
    for (n, fork) in state.forks.iter().enumerate().filter(|(_, fork)| fork.status == ForkStatus::Open) {
        let id = flow::ForkId(n as u32);
        assert_eq!(
            fork.arrived.len() + tokens_in(Some(id)),
            fork.arms as usize,
            "run {id} accounts for its arms"
        );
        assert!(tokens_in(Some(id)) > 0, "run {id} is over");
        assert!(fork.parent.is_none_or(is_open), "run {id} stands in one that is over");
    }
    assert!(
        state.open_visits().all(|(_, visit)| visit.fork.is_none_or(is_open)),
        "no visit in a run that is over"
    );
}

/// What a reader of the events alone, such as the server's projection, has in all inboxes.
fn inbox(events: &[Event]) -> BTreeSet<ItemId> {
    let mut open = BTreeSet::new();
    for event in events {
        match event {
            Event::ItemOpened { item, .. } | Event::ItemWithdrawn { item, .. } => {
                open.insert(*item);
            }
            Event::ItemHeld { item, .. }
            | Event::ItemClosed { item, .. }
            | Event::ItemCancelled { item, .. } => {
                open.remove(item);
            }
            _ => {}
        }
    }
    open
}

/// Lets the most willing people work the case off: resume, claim, reply, submit, approve.
pub fn work_off(story: &mut Story) {
    for _ in 0..2_000 {
        if story.state.status == Status::Finished {
            return;
        }
        if story.state.status == Status::Suspended {
            story.act(ADMINISTRATOR, &Command::Resume { note: None }).expect("an administrator resumes");
        }
        let (actor, command) = next_step(story);
        story.act(actor, &command).unwrap_or_else(|refusal| panic!("{refusal:?}: {command:?} of {actor}"));
    }
    panic!("the case does not end: {}", story.standing());
}

fn next_step(story: &Story) -> (char, Command) {
    let open = story.state.items().filter(|(_, item)| item.is_open() && item.part != Part::Read);
    // Joint handlers and those who are asked come before the lead.
    match open.max_by_key(|(_, item)| (item.part != Part::Lead, item.part)) {
        Some((id, item)) => (letter(item.post), forward(story, id, item)),
        None => {
            let (visit, _) = story.state.open_visits().next().expect("a token");
            ('-', Command::EndSubflow { visit, outcome: Outcome::Completed })
        }
    }
}

/// What moves an open item on.
pub fn forward(story: &Story, id: ItemId, item: &Item) -> Command {
    let visit = item.visit.and_then(|visit| story.state.visit(visit));
    let offered = visit.is_some_and(|visit| visit.mode == Some(flow::Mode::Claim)) && item.asked_by.is_none();
    let opinion = Some("同意".to_owned());
    let choices = every_choice(&story.definition);
    match item.part {
        Part::Read => Command::MarkRead { item: id, opinion },
        Part::Consult => Command::Reply { item: id, opinion: "同意".into() },
        Part::Draft => Command::Submit { item: id, opinion, choices },
        _ if offered && !item.claimed => Command::Claim { item: id },
        _ => Command::Approve { item: id, opinion, choices },
    }
}

/// The first candidate for every step where one may have to be chosen.
pub fn every_choice(definition: &Definition) -> BTreeMap<StepId, Vec<PostId>> {
    let mut choices = BTreeMap::new();
    for step in &definition.steps {
        let first = match step.work().map(|work| (&work.assign, work.mode)) {
            Some((Assign::Chosen { from: None }, _)) => Some(post('Y')),
            Some((Assign::Chosen { from: Some(from) }, _)) => resolve(from, &Fields::new()).first().copied(),
            Some((Assign::Posts(posts), flow::Mode::One)) => posts.first().copied(),
            _ => None,
        };
        choices.extend(first.map(|post| (step.id.clone(), vec![post])));
    }
    choices
}

/// How each item of the post was closed, in order.
pub fn acts(story: &Story, holder: char) -> Vec<Closed> {
    story
        .state
        .items()
        .filter(|(_, item)| item.post == post(holder))
        .filter_map(|(_, item)| item.closed())
        .collect()
}
