//! What is allowed, what it needs, and the way shown to people.

use flow::{Action, Allowed, Refusal, Standing, allowed, needs_of, path};

use crate::definitions::*;
use crate::support::{Story, check, story};

fn offers(story: &Story, actor: char) -> Vec<Allowed> {
    let administrator = actor == crate::support::ADMINISTRATOR;
    let needs = needs_of(&story.definition, &story.state, post(actor), administrator);
    allowed(&story.definition, &story.state, &story.context(actor, needs))
}

fn offer(story: &Story, actor: char, action: Action) -> Allowed {
    let all = offers(story, actor);
    all.into_iter()
        .find(|offer| offer.action == action)
        .unwrap_or_else(|| panic!("{action:?} is not spoken of"))
}

fn can(story: &Story, actor: char) -> Vec<Action> {
    offers(story, actor)
        .into_iter()
        .filter(|offer| offer.refusal.is_none())
        .map(|offer| offer.action)
        .collect()
}

#[test]
fn each_sees_what_is_theirs() {
    use Action::*;
    let story = check(
        countersigned(),
        "
        A submit    = countersign:BCD
    ",
    );
    assert_eq!(
        can(&story, 'A'),
        [RemoveSigner, RemoveSigner, RemoveSigner, Withdraw, Circulate, Urge, Suspend]
    );
    assert_eq!(
        can(&story, 'B'),
        [Approve, Return, Reject, AddSigner, Transfer, Consult, Circulate, Urge, Suspend]
    );
    assert_eq!(can(&story, 'X'), []);
    assert_eq!(offer(&story, 'X', Jump).refusal, Some(Refusal::AdministratorOnly));
    assert_eq!(offer(&story, 'B', FinishSpecially).refusal, Some(Refusal::NotPermitted));
}

#[test]
fn a_return_names_its_targets() {
    let story = check(
        outgoing(),
        "
        A submit                  = head:B
        B approve countersign>CD  = countersign:CD
        C approve                 = countersign:D
        D approve                 = edit:F
    ",
    );
    let offer = offer(&story, 'F', Action::Return);
    let targets: Vec<_> =
        offer.needs.targets.iter().map(|t| (t.step.as_str(), t.drafter, t.previous)).collect();
    assert_eq!(targets, [("countersign", false, true), ("head", false, false), ("draft", true, false)]);
    assert!(offer.needs.opinion);
}

#[test]
fn choices_name_their_candidates() {
    let story = check(
        outgoing(),
        "
        A submit    = head:B
    ",
    );
    let choices = offer(&story, 'B', Action::Approve).needs.choices;
    let shown: Vec<_> =
        choices.iter().map(|c| (c.step.as_str(), c.one, c.required, c.candidates.clone())).collect();
    assert_eq!(shown, [("countersign", false, false, Some(posts("CDE")))]);

    let definition = sound(vec![start("maybe"), all("maybe", "?~", "must"), one("must", "BC", "end"), end()]);
    let story = check(definition, "");
    let offer = offer(&story, 'A', Action::Submit);
    let shown: Vec<_> = offer
        .needs
        .choices
        .iter()
        .map(|c| (c.step.as_str(), c.one, c.required, c.if_skipped.len()))
        .collect();
    assert_eq!(shown, [("maybe", false, false, 0), ("must", true, true, 1)]);
    assert_eq!(offer.refusal, None);
}

#[test]
fn a_step_without_handlers_is_told_beforehand() {
    let story = check(sound(vec![start("empty"), all("empty", "", "end"), end()]), "");
    assert_eq!(offer(&story, 'A', Action::Submit).refusal, Some(Refusal::NoHandler { step: "empty".into() }));
}

fn way(story: &Story) -> String {
    let steps = path(&story.definition, &story.state, &story.fields).into_iter().map(|step| {
        let mark = match step.standing {
            Standing::Past { .. } => "",
            Standing::Present => "*",
            Standing::Expected => "?",
        };
        format!("{}{mark}", step.step)
    });
    steps.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_way_is_told_before_and_after() {
    let story = story(outgoing());
    assert_eq!(way(&story), "draft? head? countersign? edit? lead? recheck? number? seal? copy? end?");
    let story = story.field("normative", true.into()).play(
        "
        A submit                  = head:B
    ",
    );
    assert_eq!(
        way(&story),
        "draft head* countersign? edit? legality? lead? recheck? number? seal? copy? end?"
    );
    let story = story.play(
        "
        B approve countersign>C   = countersign:C
        C return drafter straight = draft:A
    ",
    );
    assert!(
        way(&story).starts_with("draft head countersign draft* countersign? edit? legality?"),
        "{}",
        way(&story)
    );
}

#[test]
fn both_arms_stand_before_the_join() {
    let story = check(
        parallel(),
        "
        A submit    = head:H
    ",
    );
    assert_eq!(way(&story), "draft head* b? c? d? sign? end?");
    let story = story.play("H approve = b:B d:D");
    assert_eq!(way(&story), "draft head b* d* c? sign? end?");
}
