//! Races on one task: exactly one decision (T7).

use api::{
    Code,
    cases::{Act, Acted},
};
use flow::{AfterReturn, Command, ItemId, ReturnTo};
use futures_util::future::join_all;
use uuid::Uuid;

use crate::support::{TestApp, chaos, city, documents::notice};

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_decisions_on_one_item_counts() {
    let app = TestApp::new().await;
    let li = app.person("li").await;
    let rounds = chaos(4, 60);
    for round in 0..rounds {
        let case = app.notice_at("department").await;
        let item = ItemId(1);
        let commands = (0..24).map(|index| match (index + round) % 4 {
            0 => {
                Command::Approve {
                    item, opinion: Some(format!("同意{index}")), choices: Default::default()
                }
            }
            1 => Command::Return {
                item,
                to: ReturnTo::Drafter,
                then: AfterReturn::Again,
                opinion: format!("退回{index}"),
            },
            2 => Command::Transfer { item, to: city::post("wang"), note: None },
            _ => Command::Reject { item, opinion: format!("不同意{index}"), choices: Default::default() },
        });
        let acts: Vec<Act> = commands.map(|command| Act::new(Uuid::new_v4(), 2, command)).collect();
        let answers = join_all(acts.iter().map(|act| li.send_act(case, act))).await;
        let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.is_ok());
        assert_eq!(won.len(), 1);
        assert_eq!(won[0].ok::<Acted>().version, 3);
        for answer in lost {
            assert_eq!(answer.refused(Code::StaleVersion).current_version, Some(3));
        }
        assert_eq!(app.person("zhang").await.view(case).await.case.events.len(), 3);
    }
    app.assert_sound().await;
    println!("T7: {rounds} items, 24 decisions at once on each, one counted each time");
}

/// 或行: whoever is first decides; the drafter may take it back at the same instant.
#[tokio::test(flavor = "multi_thread")]
async fn one_of_two_reviewers_and_the_one_who_takes_it_back_wins() {
    let app = TestApp::new().await;
    let (chen, qian, li) = (app.person("chen").await, app.person("qian").await, app.person("li").await);
    for _ in 0..8 {
        let case = app.notice_at("review").await;
        let act = |command| Act::new(Uuid::new_v4(), 3, command);
        let approve =
            |item| Command::Approve { item: ItemId(item), opinion: None, choices: Default::default() };
        let (first, second, back) =
            (act(approve(2)), act(approve(3)), act(Command::Withdraw { item: ItemId(1) }));
        let answers =
            tokio::join!(chen.send_act(case, &first), qian.send_act(case, &second), li.send_act(case, &back));
        let answers = [answers.0, answers.1, answers.2];
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        for answer in answers.iter().filter(|answer| !answer.is_ok()) {
            assert!(answer.refused(Code::StaleVersion).changed_by.is_some(), "the winner is named");
        }
    }
    app.assert_sound().await;
}

/// The last two of a 会签 at once: both count, and the case moves on once.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_two_countersigners_move_the_case_on_once() {
    let app = TestApp::new().await;
    let mut draft = notice();
    draft.countersigners = vec![city::department("政务服务处"), city::department("安全处")];
    for _ in 0..4 {
        let case = app.draft_at("review", &draft).await;
        let signers = ["wang", "zhao"].map(|account| {
            let app = &app;
            async move {
                let person = app.person(account).await;
                // Refused as stale, one looks again and repeats, as a person would.
                while !person.try_approve(case, "同意").await.is_ok() {}
            }
        });
        join_all(signers).await;
        let view = app.person("chen").await.view(case).await.case;
        assert_eq!(view.summary.version, 5);
        assert_eq!(view.items.iter().filter(|item| item.step.as_str() == "review").count(), 2);
    }
    app.assert_sound().await;
}
