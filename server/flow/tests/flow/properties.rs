//! Random definitions, random cases: nothing that people do in any order loses a token.

use flow::{
    AfterReturn, Allowed, Command, Definition, Event, ItemId, Mode, OnReject, Outcome, Place, PostId,
    Refusal, ReturnTo, State, Step, StepKind, VisitId, allowed, apply, needs, needs_of, path,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;

use crate::definitions::*;
use crate::support::{ADMINISTRATOR, Story, every_choice, forward, story, work_off};

/// The posts of the random town.
const TOWN: &str = "ABCDEFG";

/// A part of a random flow.
#[derive(Clone, Debug)]
enum Plan {
    Work { mode: Mode, who: String, on_reject: OnReject, effect: bool },
    Automatic,
    Circulate(String),
    Subflow(bool),
    Series(Vec<Plan>),
    Parallel(Vec<(Option<u8>, Plan)>),
    Branch(u8, Box<Plan>, Option<Box<Plan>>),
}

fn plans() -> impl Strategy<Value = Plan> {
    let modes = prop_oneof![
        4 => Just(Mode::One),
        2 => Just(Mode::Any),
        4 => Just(Mode::All),
        2 => Just(Mode::InOrder),
        2 => (0u8..100).prop_map(|more_than| Mode::Vote { more_than }),
        2 => Just(Mode::Claim),
        2 => any::<bool>().prop_map(|wait| Mode::Lead { wait }),
    ];
    let rules = prop_oneof![Just(OnReject::End), Just(OnReject::ToDrafter), Just(OnReject::Record)];
    let who = || prop_oneof![8 => "[A-G]{1,4}", 1 => Just("~".to_owned()), 1 => Just("?~".to_owned()), 1 => "\\?[A-G]{1,3}~", 1 => Just("@".to_owned())];
    let work = (modes, who(), rules, prop::bool::weighted(0.1))
        .prop_map(|(mode, who, on_reject, effect)| Plan::Work { mode, who, on_reject, effect });
    let leaf = prop_oneof![
        12 => work,
        1 => Just(Plan::Automatic),
        1 => "[A-G]{0,2}".prop_map(Plan::Circulate),
        1 => any::<bool>().prop_map(Plan::Subflow),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 1..4).prop_map(Plan::Series),
            2 => prop::collection::vec((prop::option::weighted(0.3, 0u8..3), inner.clone()), 1..4).prop_map(Plan::Parallel),
            1 => (0u8..3, inner.clone(), prop::option::of(inner))
                .prop_map(|(field, yes, no)| Plan::Branch(field, Box::new(yes), no.map(Box::new))),
        ]
    })
}

/// Adds the steps of a plan in front of `next`; gives back the first.
fn lay(plan: &Plan, next: &str, steps: &mut Vec<Step>) -> String {
    let id = format!("s{}", steps.len());
    match plan {
        Plan::Work { mode, who, on_reject, effect } => {
            let step = rejecting(*on_reject, work(&id, *mode, who, next));
            steps.push(if *effect { effecting("number", step) } else { step });
        }
        Plan::Automatic => steps.push(automatic(&id, "log", next)),
        Plan::Circulate(who) => steps.push(circulate(&id, who, next)),
        Plan::Subflow(wait) => steps.push(subflow(&id, *wait, next)),
        Plan::Series(plans) => {
            return plans.iter().rev().fold(next.to_owned(), |next, plan| lay(plan, &next, steps));
        }
        Plan::Parallel(arms) => {
            let meet = format!("{id}-meet");
            steps.push(join(&meet, next));
            let arms: Vec<_> = arms
                .iter()
                .map(|(field, plan)| flow::Arm {
                    when: field.map(|field| filled(&format!("f{field}"))),
                    next: lay(plan, &meet, steps).as_str().into(),
                })
                .collect();
            steps.push(step(&id, StepKind::Split { arms, join: meet.as_str().into() }, None));
        }
        Plan::Branch(field, yes, no) => {
            let yes = lay(yes, next, steps);
            let no = no.as_ref().map_or(next.to_owned(), |no| lay(no, next, steps));
            let which = format!("b{}", steps.len());
            steps.push(branch(&which, &[(&format!("f{field}"), &yes)], &no));
            return which;
        }
    }
    id
}

fn definitions() -> impl Strategy<Value = Definition> {
    prop::collection::vec(plans(), 1..4).prop_map(|plans| {
        let mut steps = vec![end()];
        let first = lay(&Plan::Series(plans), "end", &mut steps);
        steps.push(start(&first));
        definition(steps)
    })
}

fn cases() -> impl Strategy<Value = (Definition, u8)> {
    (definitions(), 0u8..8)
}

/// A throw of dice from which a command is made.
#[derive(Clone, Copy, Debug)]
struct Throw {
    kind: u8,
    item: usize,
    post: usize,
    other: usize,
}

fn throws(most: usize) -> impl Strategy<Value = Vec<Throw>> {
    let throw = (any::<u8>(), 0usize..64, 0usize..7, 0usize..64);
    let throw = throw.prop_map(|(kind, item, post, other)| Throw { kind, item, post, other });
    prop::collection::vec(throw, 0..most)
}

fn begin((definition, fields): (Definition, u8)) -> Story {
    let mut story = story(definition);
    for n in 0..3 {
        story = story.field(&format!("f{n}"), Value::Bool(fields & (1 << n) != 0));
    }
    story.act('A', &Command::Start).expect("a start");
    story
}

/// What the dice say somebody does: mostly the holder of an open item, with parameters that make sense.
fn command(story: &Story, throw: Throw) -> (char, Command) {
    let state = &story.state;
    let pick = |wanted: &dyn Fn(&flow::Item) -> bool| {
        let such: Vec<_> = state.items().filter(|(_, item)| wanted(item)).collect();
        such.get(throw.item.checked_rem(such.len()).unwrap_or(0)).map(|(id, item)| (*id, letter(item.post)))
    };
    let nobody = (ItemId(99), 'A');
    let (item, holder) = pick(&|item| item.is_open()).unwrap_or(nobody);
    let (past, actor) = pick(&|item| item.closed().is_some()).unwrap_or(nobody);
    let (live, _) = pick(&|item| item.is_live()).unwrap_or(nobody);
    let nth = |n: usize| post(TOWN.chars().nth(n % TOWN.len()).unwrap_or('A'));
    let (to, said) = (nth(throw.post), || "意见".to_owned());
    let pair: Vec<PostId> =
        if throw.other.is_multiple_of(2) { vec![to] } else { vec![to, nth(throw.post + 1)] };
    let steps = &story.definition.steps;
    let step = steps.get(throw.other % steps.len()).map(|step| step.id.clone()).expect("a step");
    let choices = every_choice(&story.definition);
    let targets = [ReturnTo::Drafter, ReturnTo::Previous, ReturnTo::Step(step.clone())];
    let returning =
        |then| Command::Return { item, to: targets[throw.other % 3].clone(), then, opinion: said() };
    let note = None;
    match throw.kind {
        0..90 => match state.item(item) {
            Some(open) => (holder, forward(story, item, open)),
            None => (holder, Command::Approve { item, opinion: None, choices }),
        },
        90..105 => (holder, returning(AfterReturn::Again)),
        105..120 => (holder, returning(AfterReturn::Straight)),
        120..130 => (holder, Command::Reject { item, opinion: said(), choices }),
        130..150 => (actor, Command::Withdraw { item: past }),
        150..160 => (holder, Command::AddSigner { item, posts: pair, place: Place::Before, note }),
        160..170 => (holder, Command::AddSigner { item, posts: pair, place: Place::After, note }),
        170..180 => (ADMINISTRATOR, Command::RemoveSigner { item: live, note, choices }),
        180..185 => (letter(to), Command::RemoveSigner { item: live, note, choices }),
        185..195 => (holder, Command::Transfer { item, to, note }),
        195..204 => (
            holder,
            Command::Consult { item, posts: pair, question: said(), blocking: throw.other.is_multiple_of(3) },
        ),
        204..218 => {
            let (item, holder) = pick(&|item| item.claimed && item.is_open()).unwrap_or(nobody);
            (holder, Command::Release { item })
        }
        218..232 => (holder, Command::Decline { item, opinion: None }),
        232..234 => (holder, Command::Circulate { posts: pair, note }),
        234..235 => (letter(to), Command::Recall { item: live }),
        235..236 => (letter(to), Command::Urge { items: Vec::new(), note }),
        236..238 => (letter(to), Command::Suspend { reason: said() }),
        238..241 => (ADMINISTRATOR, Command::Resume { note }),
        241..244 => (ADMINISTRATOR, Command::Jump { to: step, reason: said(), choices }),
        244..246 => (ADMINISTRATOR, Command::FinishSpecially { reason: said() }),
        246..251 => (ADMINISTRATOR, Command::Reopen { reason: said() }),
        _ => {
            let child = state.open_visits().find(|(id, _)| state.items_of(*id).next().is_none());
            let visit = child.map_or(VisitId(99), |(id, _)| id);
            ('-', Command::EndSubflow { visit, outcome: Outcome::Completed })
        }
    }
}

/// Does what the dice say; a refusal must be one that a person can cause.
fn walk(story: &mut Story, throws: &[Throw]) -> usize {
    let mut done = 0;
    for throw in throws {
        let (actor, command) = command(story, *throw);
        match story.act(actor, &command) {
            Ok(()) => done += 1,
            Err(refusal) => assert!(
                !matches!(refusal, Refusal::Inconsistent | Refusal::Unresolved { .. }),
                "{refusal:?} to {command:?} of {actor}"
            ),
        }
    }
    done
}

fn survives_json(story: &Story) {
    let state = serde_json::to_string(&story.state).expect("JSON");
    assert_eq!(serde_json::from_str::<State>(&state).expect("a state"), story.state);
    let events = serde_json::to_string(&story.events).expect("JSON");
    assert_eq!(serde_json::from_str::<Vec<Event>>(&events).expect("events"), story.events);
}

/// The same cases in every run, so that a failure is the change's; `TONGZHOU_HUNT=n` tries n times as many, new ones.
fn cases_of(cases: u32) -> ProptestConfig {
    let hunt: Option<u32> = std::env::var("TONGZHOU_HUNT").ok().and_then(|times| times.parse().ok());
    let rng_seed = if hunt.is_some() { RngSeed::Random } else { RngSeed::Fixed(19_871_008) };
    let cases = cases.saturating_mul(hunt.unwrap_or(1));
    ProptestConfig { cases, rng_seed, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases_of(10_000))]

    /// `act` holds the invariants after every command that is done; in the end the case can still be worked off.
    #[test]
    fn no_case_is_ever_lost(case in cases(), throws in throws(24)) {
        let mut story = begin(case);
        walk(&mut story, &throws);
        survives_json(&story);
        work_off(&mut story);
    }
}

proptest! {
    #![proptest_config(cases_of(2_000))]

    #[test]
    fn every_random_definition_is_sound(definition in definitions()) {
        prop_assert_eq!(definition.check(), Ok(()));
    }
}

proptest! {
    #![proptest_config(cases_of(500))]

    #[test]
    fn allowed_says_yes_exactly_where_apply_does(case in cases(), throws in throws(16)) {
        let mut story = begin(case);
        walk(&mut story, &throws);
        for actor in TOWN.chars().chain(['Y', ADMINISTRATOR]) {
            agree(&story, actor);
        }
    }
}

proptest! {
    #![proptest_config(cases_of(500))]

    /// A snapshot or a definition that does not fit is refused, never a panic.
    #[test]
    fn what_does_not_fit_is_refused(case in cases(), other in definitions(), throws in throws(16)) {
        let mut story = begin(case);
        walk(&mut story, &throws);
        let _ = State::fold(story.events.iter().rev());
        let _ = State::fold(story.events.iter().skip(2));
        story.definition = other;
        for throw in throws {
            let (actor, command) = command(&story, throw);
            let _ = attempt(&story, actor, &command);
        }
        let needs = needs_of(&story.definition, &story.state, post('A'), true);
        let _ = allowed(&story.definition, &story.state, &story.context(ADMINISTRATOR, needs));
        let _ = path(&story.definition, &story.state, &story.fields);
    }
}

fn agree(story: &Story, actor: char) {
    let needs_of = needs_of(&story.definition, &story.state, post(actor), actor == ADMINISTRATOR);
    let offers = allowed(&story.definition, &story.state, &story.context(actor, needs_of));
    for offer in &offers {
        for command in well_formed(offer) {
            assert_eq!(attempt(story, actor, &command).err(), offer.refusal, "{actor}: {command:?}");
        }
    }
    for (item, _) in story.state.items() {
        for command in on_item(story, item) {
            let named =
                offers.iter().find(|offer| offer.action == command.action() && offer.item == Some(item));
            let told = named.is_some_and(|offer| offer.refusal.is_none());
            let result = attempt(story, actor, &command);
            assert!(result.is_err() || told, "{actor} is not told of {command:?}");
        }
    }
}

fn attempt(story: &Story, actor: char, command: &Command) -> Result<Vec<Event>, Refusal> {
    let context = story.context(actor, needs(&story.definition, &story.state, command));
    apply(&story.definition, &story.state, &context, command)
}

/// Commands with what the offer asks for: the least, and the most that may be chosen.
fn well_formed(offer: &Allowed) -> Vec<Command> {
    let first = |choice: &flow::Choice| {
        let candidates = choice.candidates.as_ref().and_then(|all| all.first()).copied();
        (choice.step.clone(), vec![candidates.unwrap_or(post('Y'))])
    };
    let least = offer.needs.choices.iter().filter(|choice| choice.required).map(first).collect();
    let most = offer.needs.choices.iter().filter(|choice| choice.if_skipped.is_empty()).map(first).collect();
    [least, most].into_iter().flat_map(|choices| fill(offer, choices)).collect()
}

fn fill(offer: &Allowed, choices: flow::Choices) -> Vec<Command> {
    use flow::Action::*;
    let (said, posts, note) = ("意见".to_owned(), vec![post('Y')], None);
    let opinion = offer.needs.opinion.then(|| said.clone());
    let item = offer.item.unwrap_or(ItemId(0));
    let targets = offer.needs.targets.iter();
    vec![match offer.action {
        Start => Command::Start,
        Submit => Command::Submit { item, opinion, choices },
        Approve => Command::Approve { item, opinion, choices },
        Reject => Command::Reject { item, opinion: said, choices },
        Withdraw => Command::Withdraw { item },
        AddSigner => Command::AddSigner { item, posts: vec![post('X')], place: Place::After, note },
        RemoveSigner => Command::RemoveSigner { item, note, choices },
        Transfer => Command::Transfer { item, to: post('X'), note },
        Consult => Command::Consult { item, posts: vec![post('X')], question: said, blocking: true },
        Reply => Command::Reply { item, opinion: said },
        MarkRead => Command::MarkRead { item, opinion },
        Claim => Command::Claim { item },
        Release => Command::Release { item },
        Decline => Command::Decline { item, opinion },
        Circulate => Command::Circulate { posts, note },
        Recall => Command::Recall { item },
        Urge => Command::Urge { items: Vec::new(), note },
        Suspend => Command::Suspend { reason: said },
        Resume => Command::Resume { note },
        FinishSpecially => Command::FinishSpecially { reason: said },
        Reopen => Command::Reopen { reason: said },
        Return => {
            let returns = |to: ReturnTo, then| Command::Return { item, to, then, opinion: said.clone() };
            let to = targets.flat_map(|target| {
                let previous = target.previous.then_some(ReturnTo::Previous);
                [Some(ReturnTo::Step(target.step.clone())), previous].into_iter().flatten()
            });
            return to
                .flat_map(|to| [returns(to.clone(), AfterReturn::Again), returns(to, AfterReturn::Straight)])
                .collect();
        }
        Jump => {
            let jump = |to: &flow::StepId| Command::Jump {
                to: to.clone(),
                reason: said.clone(),
                choices: choices.clone(),
            };
            return targets.map(|target| jump(&target.step)).collect();
        }
        EndSubflow | Note => panic!("only the server does this"),
    }]
}

/// Every command that names an item, with parameters as good as they come.
fn on_item(story: &Story, item: ItemId) -> Vec<Command> {
    let (said, choices, note) = (|| "意见".to_owned(), || every_choice(&story.definition), || None);
    let (to, posts) = (post('X'), || vec![post('X')]);
    vec![
        Command::Submit { item, opinion: None, choices: choices() },
        Command::Approve { item, opinion: Some(said()), choices: choices() },
        Command::Return { item, to: ReturnTo::Drafter, then: AfterReturn::Again, opinion: said() },
        Command::Return { item, to: ReturnTo::Previous, then: AfterReturn::Again, opinion: said() },
        Command::Reject { item, opinion: said(), choices: choices() },
        Command::Withdraw { item },
        Command::AddSigner { item, posts: posts(), place: Place::Before, note: note() },
        Command::RemoveSigner { item, note: note(), choices: choices() },
        Command::Transfer { item, to, note: note() },
        Command::Consult { item, posts: posts(), question: said(), blocking: false },
        Command::Reply { item, opinion: said() },
        Command::MarkRead { item, opinion: None },
        Command::Claim { item },
        Command::Release { item },
        Command::Decline { item, opinion: None },
        Command::Recall { item },
    ]
}

/// The random walks would prove nothing if the engine refused nearly everything.
#[test]
fn random_walks_get_somewhere() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut thrown, mut done) = (0, 0);
    for _ in 0..200 {
        let case = cases().new_tree(&mut runner).expect("a case").current();
        let throws = throws(24).new_tree(&mut runner).expect("throws").current();
        thrown += throws.len();
        done += walk(&mut begin(case), &throws);
    }
    assert!(done * 3 > thrown, "{done} of {thrown} commands were done");
}
