//! Which unknown facts are named where the day is unknown on which others are judged (semantics 3).

use super::blocks::programs;

/// What is recorded from some day on is unknown before it; what happens is unknown after the as-of day.
const PROGRAMS: &str = r#"
```enact
regulation ban "Ban" about person in en

entity person "person"
fact did "did it": event
fact rank "rank": whole number from 1 to 3 over time

article 1 "Ban"
  prohibition ban "do it"
    arises when rank is at least 2
    violated by did
article 2 "Sanction"
  conclusion sanction "is to be punished": yes/no
    when ban is violated
```

```enact test
scenario "forbidden since the 6th, and perhaps before" as of 2024-01-10
  given
    rank is 2 from 2024-01-06
  expect sanction: unknown needing did, rank

scenario "allowed since the 6th, and perhaps forbidden before" as of 2024-01-10
  given
    rank is 1 from 2024-01-06
  expect sanction: unknown needing did, rank

scenario "never done" as of 2024-01-10
  given
    rank is 1 from 2024-01-06
    did is absent
  expect sanction: no

scenario "done while it is known to be forbidden" as of 2024-01-10
  given
    rank is 2 from 2024-01-06
    did is 2024-01-06
  expect sanction: yes
```

```enact
regulation later "Later" about person in en

entity person "person"
fact applied "applied": event
fact heard "has been heard": yes/no
fact judged_on "day of judgment": date
fact rank "rank": whole number from 1 to 3 over time

article 1 "A day to come"
  conclusion open "open": yes/no
    when applied has happened or (heard and (applied as it stands on 2024-01-12) has happened)
article 2 "Any day"
  conclusion senior "senior": yes/no
    when (rank as it stands on judged_on) is at least 2
article 3 "By way of another"
  conclusion ranked "ranked": yes/no
    when rank is at least 2
  take ranked as it stands on judged_on
```

```enact test
scenario "who applies on the 12th is heard or not" as of 2024-01-10
  expect open: unknown needing applied, heard

scenario "judged before the record begins" as of 2024-01-10
  given
    rank is 2 from 2020-01-01
  expect senior: unknown needing judged_on, rank
  expect ranked: unknown needing judged_on, rank

scenario "judged since it begins" as of 2024-01-10
  given
    rank is 2 from 2020-01-01
    judged_on is 2020-01-01
  expect senior: yes
  expect ranked: yes

scenario "judged on the day before" as of 2024-01-10
  given
    rank is 2 from 2020-01-01
    judged_on is 2019-12-31
  expect senior: unknown needing rank
  expect ranked: unknown needing rank
```
"#;

#[test]
fn what_is_unknown_on_another_day_is_needed() {
    let programs = programs(PROGRAMS);
    let mut count = 0;
    for program in &programs {
        let checked = program.check();
        assert!(checked.model.is_some(), "{}", checked.messages());
        let (ran, failed) = checked.tests;
        assert!(failed.is_empty(), "{}", failed.join("\n"));
        count += ran;
    }
    assert_eq!(count, 8, "the scenarios above are not read");
}
