//! What is laid down for the members of a group, member by member.

use super::*;
use crate::facts::{self, raw::Syntax};
use crate::model::NormPredicate;

const LAW: &str = r#"
regulation trip "School trips" about school in en

entity school "school"
fact closes_on "day the school closes": event
fact handed_over_on "keys handed over": event
fact classes "classes of the school": group of class
fact drivers "drivers of the school": group of pupil

entity class "class"
fact trip_on "day of the trip": date
fact pupils "pupils of the class": group of pupil over time

entity pupil "pupil"
fact age "age": whole number
fact signed_up_on "signed up": event
fact paid_on "paid": event
fact vaccinated "vaccinations": events
fact first_ride "first ride": date
fact rides "rides": events

article 1 "Paying" about pupil
  duty payment "pay the own share"
    arises on signed_up_on when age is at least 6
    fulfilled by paid_on
    deadline by the day before trip_on
  duty vaccination "be vaccinated every year"
    arises on signed_up_on
    every 1 year from signed_up_on counted plain rounding down
    fulfilled by vaccinated

article 2 "Growing up" about pupil
  conclusion of_age_on "day on which the pupil comes of age": date
    is first_ride when first_ride is after trip_on
  conclusion ridden_on "day on which the rides of a year are looked at": date per year
    is 31 January of (the year + 1)
    when for some ride in rides, year of day of the ride is the year

article 3 "Keys"
  duty keys "hand over the keys"
    arises on closes_on
    fulfilled by handed_over_on
    deadline by 2026-08-31
"#;

fn law() -> Model {
    let file = Sources::new().add("trip.enact", LAW);
    let parsed = parse(file, LAW);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let input = Input {
        file,
        tree: &parsed.file,
        uses: &[],
    };
    let checked = check(&[input], &[], "digest".to_owned());
    checked
        .model
        .unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

fn read(model: &Model, json: &str) -> Case {
    let facts = facts::read(model, "case.json", json, Syntax::Json);
    assert_eq!(facts.findings, []);
    facts.cases.first().unwrap().case.clone()
}

/// A school of one class with these pupils.
fn school(trip: &str, pupils: &str, complete: bool) -> String {
    format!(
        r#"{{"id": "School", "classes": {{"complete": true, "members": [
          {{"id": "1A", "trip_on": "{trip}", "pupils": {{"complete": {complete}, "members": [{pupils}]}}}}
        ]}}}}"#
    )
}

fn as_told(model: &Model, json: &str, as_of: &str) -> (Timeline, String) {
    let it = made(model, &read(model, json), as_of, None, Some("2027-12-31"));
    let text = told(model, &it);
    (it, text)
}

const ANN: &str =
    r#"{"id": "ann", "age": 11, "signed_up_on": "2026-03-02", "paid_on": "2026-04-30"}"#;
const BO: &str = r#"{"id": "bo", "age": 5, "signed_up_on": "2026-03-02", "vaccinated": []}"#;
const CY: &str =
    r#"{"id": "cy", "signed_up_on": "2026-03-05", "paid_on": "absent", "vaccinated": []}"#;

#[test]
fn each_member_has_the_norms_of_its_entity_on_its_own_facts() {
    let model = law();
    let (it, text) = as_told(
        &model,
        &school("2026-05-04", &[ANN, BO, CY].join(","), true),
        "2026-06-01",
    );
    let named = |name: &str| {
        let of_them = it
            .entries
            .iter()
            .filter(|entry| entry.of.as_ref().is_some_and(|of| &*of.name == name));
        of_them
            .map(|entry| match &entry.what {
                EntryKind::Norm(it) => {
                    (model.norms()[it.norm].naming.name.clone(), it.state.clone())
                }
                EntryKind::Conclusion(_) => panic!("no day is concluded"),
            })
            .collect::<Vec<_>>()
    };
    // Ann paid in time; Bo is too young to owe anything; Cy owes it if old enough.
    let ann = named("ann");
    assert!(
        matches!(&ann[0], (name, State::Settled(it)) if name == "payment" && it.state == NormState::Fulfilled)
    );
    assert!(named("bo").iter().all(|(name, _)| name == "vaccination"));
    assert!(named("cy").iter().all(|(name, _)| name == "vaccination"));
    let open = it.open.iter().filter(|open| open.touched).map(|open| {
        let of = open.of.as_deref().unwrap();
        assert_eq!(
            of.steps().map(|step| &*step.name).collect::<Vec<_>>(),
            ["cy", "1A"]
        );
        (open.last.map(Moment::date), open.needs.clone())
    });
    let (age, classes, pupils) = (
        model.fact("age").unwrap(),
        model.fact("classes").unwrap(),
        model.fact("pupils").unwrap(),
    );
    let need = Slot::Member(pupils, 2, "cy".into(), Box::new(Slot::Fact(age)));
    let need = Slot::Member(classes, 0, "1A".into(), Box::new(need));
    // The day of the trip is the class's, read on the way from the pupil.
    assert_eq!(
        open.collect::<Vec<_>>(),
        [(Some(day("2026-05-03")), vec![need])]
    );
    assert!(
        text.contains("ann of 1A: duty of pupil: pay the own share (art. 1)"),
        "{text}"
    );
    assert!(
        text.contains("? cy of 1A: pay the own share (art. 1), last day 2026-05-03: needs age\n"),
        "{text}"
    );
    // Nothing is said of a pupil the school itself might be, nor of others.
    assert!(!text.contains("have further members"), "{text}");
    assert!(
        text.ends_with("The file says nothing of what these turn on: art. 3\n"),
        "{text}"
    );
}

#[test]
fn what_a_member_lacks_is_what_a_rule_about_it_lacks() {
    // The calendar sees a member as a rule that goes through the group does.
    let through = format!(
        "{LAW}
article 9 \"Through the group\" about class
  conclusion all_paid \"all have paid\": yes/no
    when for every child in pupils, payment of the child is done in time"
    );
    let file = Sources::new().add("trip.enact", &through);
    let parsed = parse(file, &through);
    let input = Input {
        file,
        tree: &parsed.file,
        uses: &[],
    };
    let model = check(&[input], &[], String::new()).model.unwrap();
    let pupils = |pupils: &str| {
        format!(
            r#"{{"trip_on": "2026-05-04", "pupils": {{"complete": true, "members": [{pupils}]}}}}"#
        )
    };
    let mut outcomes = Vec::new();
    for pupil in [
        ANN,
        BO,
        CY,
        r#"{"id": "di"}"#,
        r#"{"id": "ed", "age": 9, "signed_up_on": "2026-03-02"}"#,
    ] {
        let case = read(&model, &pupils(pupil));
        let settings = Settings {
            as_of: day("2026-06-01"),
            readings: Vec::new(),
        };
        let all = eval::decide(&model, &case, &settings, model.query("all_paid").unwrap());
        let roster = Roster::all(&model, &case, &settings, None).remove(0);
        let member = &roster.members[0];
        let seen = member.seen_in(&model, &case);
        let Some(Query::Norm(payment)) = model.query("payment") else {
            panic!("a norm")
        };
        let query = Query::Predicate(payment, NormPredicate::DoneInTime);
        let own = eval::decide(&model, &seen, &settings, query);
        assert_eq!(own.outcome, all.outcome, "{pupil}");
        let slots = own
            .needs
            .iter()
            .map(|need| member.slot(&model, need.slot.clone()));
        let wanted: Vec<Slot> = all.needs.iter().map(|need| need.slot.clone()).collect();
        assert_eq!(slots.collect::<Vec<_>>(), wanted, "{pupil}");
        outcomes.push(own.outcome);
    }
    use Outcome::{No, Unknown, Yes};
    assert_eq!(outcomes, [Yes, No, No, Unknown, Unknown]);
}

#[test]
fn who_has_left_is_named_and_who_may_have_is_told() {
    let model = law();
    let pupils = [
        r#"{"id": "ann", "age": 11, "signed_up_on": "2026-03-02", "until": "2026-03-31"}"#,
        r#"{"id": "bo", "age": 11, "signed_up_on": "2026-03-02", "paid_on": "absent", "until": null}"#,
        r#"{"id": "cy", "age": 11, "signed_up_on": "2026-03-02", "paid_on": "absent", "from": "2026-06-01"}"#,
        r#"{"id": "di", "from": "2026-06-02"}"#,
    ];
    let (it, text) = as_told(
        &model,
        &school("2026-05-04", &pupils.join(","), false),
        "2026-06-01",
    );
    let roster = it.rosters.iter().find(|it| it.of.is_some()).unwrap();
    assert_eq!(roster.away, ["ann".into(), "di".into()]);
    assert_eq!(roster.unsure, ["bo".into()]);
    let members: Vec<&str> = roster.members.iter().map(|it| &*it.name).collect();
    assert_eq!(members, ["bo", "cy"]);
    let class = &it.rosters[0];
    assert!(roster.open && !class.open);
    for told in [
        "No members of “pupils of the class of 1A” on 2026-06-01, and left out here: ann and di\n",
        "It is not known whether they are members of “pupils of the class of 1A” on 2026-06-01: bo\n",
        "“pupils of the class of 1A” may have further members, of whom the file says nothing\n",
    ] {
        assert!(text.contains(told), "{text}");
    }
    assert!(!text.contains("ann of 1A"), "{text}");
    assert!(text.contains("bo of 1A: duty of pupil: pay"), "{text}");
}

#[test]
fn a_case_with_facts_of_its_own_is_a_member_and_itself() {
    let model = law();
    // A pupil of age, who drives others: both have duties.
    let json = r#"{"age": 18, "signed_up_on": "2026-03-02", "trip_on": "2026-05-04",
        "drivers": {"complete": true, "members": [{"id": "ann", "age": 30, "signed_up_on": "2026-03-03"}]}}"#;
    let (it, _) = as_told(&model, json, "2026-06-01");
    let payments = it
        .entries
        .iter()
        .filter(|it| norm(it).last == Moment::new(day("2026-05-03"), 0, 0));
    let of: Vec<Option<String>> = payments
        .map(|it| it.of.as_ref().map(|of| of.name.to_string()))
        .collect();
    assert_eq!(of, [None, Some("ann".to_owned())]);
    // Without a word of its own it is about the members alone.
    let json = json.replace(r#""age": 18, "signed_up_on": "2026-03-02", "#, "");
    let (it, text) = as_told(&model, &json, "2026-06-01");
    assert!(it.entries.iter().all(|it| it.of.is_some()));
    assert!(
        it.open
            .iter()
            .all(|it| it.of.is_some() || model.norms()[it.norm].naming.name == "keys"),
        "{text}"
    );
}

#[test]
fn days_that_are_concluded_stand_there_for_each_member_and_key() {
    let model = law();
    let ann = r#"{"id": "ann", "first_ride": "2026-07-01", "rides": [{"day": "2024-05-01"}, {"day": "2026-05-01"}]}"#;
    let bo = r#"{"id": "bo", "first_ride": "2026-02-01", "rides": [{"day": "2025-05-01"}]}"#;
    let (it, text) = as_told(
        &model,
        &school("2026-05-04", &[ann, bo].join(","), true),
        "2026-06-01",
    );
    let concluded = it.entries.iter().map(|it| {
        let EntryKind::Conclusion(_) = &it.what else {
            panic!("a norm")
        };
        (
            it.at.unwrap().day().to_string(),
            it.of.as_ref().unwrap().name.to_string(),
        )
    });
    let wanted = [
        ("2025-01-31", "ann"),
        ("2026-01-31", "bo"),
        ("2026-07-01", "ann"),
        ("2027-01-31", "ann"),
    ];
    let wanted = wanted.map(|(day, name)| (day.to_owned(), name.to_owned()));
    assert_eq!(concluded.collect::<Vec<_>>(), wanted);
    assert!(
        text.contains("ann of 1A: day on which the rides of a year are looked at for 2024"),
        "{text}"
    );
}

#[test]
fn members_of_one_name_are_told_apart() {
    let model = law();
    let both = r#"{"classes": {"complete": true, "members": [{"id": "1A", "trip_on": "2026-05-04"}, {"id": "1B", "trip_on": "2026-05-05"}]},
        "trip_on": "2026-05-06",
        "drivers": {"complete": true, "members": [{"id": "1A", "age": 30, "signed_up_on": "2026-03-03"}]}}"#;
    let (_, text) = as_told(&model, both, "2026-06-01");
    assert!(
        text.contains("1A (drivers of the school): duty of pupil: pay"),
        "{text}"
    );
}

#[test]
fn of_members_of_whom_the_same_is_not_said_it_is_told_once() {
    let model = law();
    let many: Vec<String> = (1..=15).map(|n| format!(r#""p{n:02}""#)).collect();
    let (_, text) = as_told(
        &model,
        &school("2026-05-04", &many.join(","), true),
        "2026-06-01",
    );
    let line = text.replace('\n', " ");
    assert!(line.contains("Of p01 of 1A, p02 of 1A, "), "{text}");
    assert!(
        line.contains("p12 of 1A and 3 more the file says nothing of what these turn on: art. 1"),
        "{text}"
    );
    assert_eq!(text.matches("says nothing").count(), 2, "{text}");
}

#[test]
fn json_names_group_and_member_and_is_as_its_schema_says() {
    let model = law();
    let schema: serde_json::Value = serde_json::from_str(json::schema()).unwrap();
    let json = school(
        "2026-05-04",
        &[ANN, BO, CY, r#"{"id": "di"}"#].join(","),
        false,
    );
    let (it, _) = as_told(&model, &json, "2026-06-01");
    for lang in Lang::ALL {
        let told = json::render(&model, (it.as_of, it.span), &[("School", it.clone())], lang);
        conforms(&told, &schema, &schema, "$").unwrap();
        let case = &told["cases"][0];
        let entry = &case["entries"][0];
        assert_eq!(
            (&entry["member"], &entry["group"]),
            (&"ann".into(), &"pupils".into())
        );
        assert_eq!(
            entry["of"],
            serde_json::json!({ "member": "1A", "group": "classes" })
        );
        let open = case["open"].as_array().unwrap();
        let own = open.iter().find(|it| it["name"] == "keys").unwrap();
        assert!(own["member"].is_null() && own["group"].is_null() && own.get("of").is_none());
        let need = &open.iter().find(|it| it["member"] == "cy").unwrap()["needs"][0];
        let of = serde_json::json!({ "member": "1A", "group": "classes" });
        assert_eq!(
            *need,
            serde_json::json!({ "fact": "age", "member": "cy", "group": "pupils", "of": of })
        );
        let group = &case["groups"][1];
        assert_eq!(
            (&group["name"], &group["others"]),
            (&"pupils".into(), &true.into())
        );
        assert_eq!(
            group["members"],
            serde_json::json!(["ann", "bo", "cy", "di"])
        );
    }
}

#[test]
fn events_of_members_name_them_and_keep_their_names_apart() {
    let model = law();
    let twin = ANN.replace("ann", "al");
    let json = school("2026-05-04", &[ANN, &twin, CY].join(","), true);
    let at = |json: &str| {
        let it = made(&model, &read(&model, json), "2026-04-01", None, None);
        read_back(&ics::render(&model, &[("School", it)], Lang::En))
    };
    let events = at(&json);
    assert!(
        events
            .iter()
            .any(|it| it.2.contains("ann of 1A: last day: be vaccinated")),
        "{events:?}"
    );
    let mut uids: Vec<&String> = events.iter().map(|it| &it.0).collect();
    uids.sort();
    uids.dedup();
    assert_eq!(uids.len(), events.len());
    // A member is known by name: the next file may list them in another order.
    let turned = at(&school("2026-05-04", &[CY, &twin, ANN].join(","), true));
    let own = |events: &[(String, String, String, Vec<String>)]| {
        let of_ann = events.iter().filter(|it| it.2.contains("ann of 1A"));
        of_ann.map(|it| it.0.clone()).collect::<Vec<_>>()
    };
    assert_eq!(own(&events), own(&turned));
    assert!(!own(&events).is_empty());
}
