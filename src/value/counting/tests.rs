//! Counting against the vectors of the statutes, the cases of dates-calc, and its own laws.

use proptest::prelude::*;

use super::*;

const DATE_CASES: &str = include_str!("../../../tests/data/date_arithmetic_cases.csv");
const CALENDAR: &str = include_str!("../../../policies/tw/calendar.csv");

const APA48: Counting = Counting {
    convention: Convention::Apa48,
    with_first_day: false,
};

fn taiwan() -> Calendar {
    Calendar::parse("tw", CALENDAR).unwrap()
}

#[track_caller]
fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn under(convention: Convention) -> Counting {
    Counting {
        convention,
        with_first_day: false,
    }
}

/// The last day, once with and once without the steps.
#[track_caller]
fn check(event: &str, period: Period, counting: Counting, calendar: Option<&Calendar>, last: &str) {
    let counted = count_forward(day(event), period, counting, calendar).unwrap();
    assert_eq!(
        counted.last,
        day(last),
        "{period} after {event}, {counting:?}"
    );
    assert_eq!(
        last_day(day(event), period, counting, calendar),
        Ok((counted.last, counted.provisional))
    );
}

#[test]
fn the_cases_of_dates_calc_and_catala() {
    let mut cases = 0;
    for line in DATE_CASES.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [date, op, amount, unit, rounding, expected] = fields[..] else {
            panic!("{line}");
        };
        assert_eq!(
            outcome(date, op, amount, unit, rounding),
            expected,
            "{line}"
        );
        cases += 1;
    }
    assert_eq!(cases, 129);
}

/// The result of one case, written as its `expected` column does.
fn outcome(date: &str, op: &str, amount: &str, unit: &str, rounding: &str) -> String {
    let Ok(date) = Date::parse(date) else {
        return "ERROR:InvalidDate".to_owned();
    };
    let (year, month, _) = date.ymd();
    let found = match op {
        "add" => {
            let plain = under(Convention::Plain(month_end(rounding)));
            count_forward(date, period(amount, unit), plain, None).map(|counted| counted.last)
        }
        "sub" => count_backward(date, period(amount, unit), month_end(rounding)),
        "first_day_of_month" => Ok(Date::from_ymd(year, month, 1).unwrap()),
        "last_day_of_month" => Ok(last_day_of_month(year, month).unwrap()),
        "first_day_of_year" => Ok(Date::from_ymd(year, 1, 1).unwrap()),
        "last_day_of_year" => Ok(Date::from_ymd(year, 12, 31).unwrap()),
        "days_since" => return day(amount).days_until(date).to_string(),
        "day_of_week" => return weekday_name(date).to_owned(),
        other => panic!("unknown operation {other}"),
    };
    match found {
        Ok(day) => day.to_string(),
        Err(CountError::AmbiguousDay { .. }) => "ERROR:AmbiguousComputation".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn weekday_name(date: Date) -> &'static str {
    let index = date.weekday().num_days_from_monday();
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ][usize::try_from(index).unwrap()]
}

fn month_end(rounding: &str) -> MonthEnd {
    match rounding {
        "up" => MonthEnd::Up,
        "down" => MonthEnd::Down,
        _ => MonthEnd::Refuse,
    }
}

fn period(amount: &str, unit: &str) -> Period {
    let amount = amount.parse().unwrap();
    match unit {
        "year" => Period::years(amount),
        "month" => Period::months(amount),
        _ => Period::days(amount),
    }
}

#[test]
fn months_end_on_the_day_before_the_corresponding_day() {
    for (event, months, last) in [
        ("2023-02-28", 1, "2023-03-31"),
        ("2024-04-30", 1, "2024-05-31"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-01-29", 1, "2024-02-29"),
        ("2023-02-28", 12, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-03-15", 24, "2026-03-15"),
    ] {
        check(event, Period::months(months), APA48, None, last);
        check(
            event,
            Period::months(months),
            under(Convention::KrCivil),
            None,
            last,
        );
    }
    let adverse = Period::months(24);
    check(
        "2024-03-15",
        adverse,
        under(Convention::Apa48Adverse),
        None,
        "2026-03-14",
    );
    check(
        "2024-03-15",
        adverse,
        under(Convention::KrAdverse),
        None,
        "2026-03-14",
    );
}

#[test]
fn the_first_day_counts_where_it_is_asked_for() {
    let from_that_day = |convention| Counting {
        convention,
        with_first_day: true,
    };
    check(
        "2024-03-15",
        Period::months(1),
        from_that_day(Convention::Apa48),
        None,
        "2024-04-14",
    );
    check(
        "2024-03-15",
        Period::days(3),
        from_that_day(Convention::Apa48),
        None,
        "2024-03-17",
    );
    check(
        "2024-03-01",
        Period::years(1),
        from_that_day(Convention::Apa48),
        None,
        "2025-02-28",
    );
    let plain = Convention::Plain(MonthEnd::Down);
    check(
        "2024-03-15",
        Period::months(1),
        from_that_day(plain),
        None,
        "2024-04-14",
    );
    check("2024-03-15", Period::weeks(1), APA48, None, "2024-03-22");
    check(
        "2024-03-15",
        Period::new(1, 6, 10),
        APA48,
        None,
        "2025-09-25",
    );
}

#[test]
fn the_lunar_new_year_moves_a_last_day_by_six() {
    let event = day("2025-01-08");
    let counted = count_forward(event, Period::days(20), APA48, Some(&taiwan())).unwrap();
    let holiday = |text, name: &str| RestDay {
        day: day(text),
        why: RestReason::Holiday(name.into()),
    };
    let weekend = |text| RestDay {
        day: day(text),
        why: RestReason::Weekend,
    };
    assert_eq!(
        counted,
        Counted {
            event,
            first_counted: day("2025-01-09"),
            unrolled: day("2025-01-28"),
            last: day("2025-02-03"),
            provisional: false,
            steps: vec![
                CountStep::FirstDayExcluded {
                    event,
                    first_counted: day("2025-01-09"),
                },
                CountStep::DaysCounted {
                    n: 20,
                    last: day("2025-01-28"),
                },
                CountStep::RolledOver {
                    from: day("2025-01-28"),
                    rest: vec![
                        holiday("2025-01-28", "農曆除夕"),
                        holiday("2025-01-29", "春節"),
                        holiday("2025-01-30", "春節"),
                        holiday("2025-01-31", "春節"),
                        weekend("2025-02-01"),
                        weekend("2025-02-02"),
                    ],
                    to: day("2025-02-03"),
                },
            ],
        }
    );
}

#[test]
fn a_saturday_rests_unless_it_is_worked() {
    let tw = taiwan();
    // A cause on Wednesday, three days, the last a Saturday: article 9 of the training regulation.
    check(
        "2024-05-15",
        Period::days(3),
        APA48,
        Some(&tw),
        "2024-05-20",
    );
    // The make-up Saturday of ROC 97, as the tax office decided it; its calendar is made here.
    let year_2009 = "date,kind,name,source\n2009-01-01,off,開國紀念日,x\n2009-01-10,work,,x\n2008-12-25,work,,x\n";
    let old = Calendar::parse("tw", year_2009).unwrap();
    check(
        "2008-12-11",
        Period::days(30),
        APA48,
        Some(&old),
        "2009-01-10",
    );
    check(
        "2025-02-05",
        Period::days(3),
        APA48,
        Some(&tw),
        "2025-02-08",
    );
    // An adverse period ends on its Saturday.
    check(
        "2024-05-16",
        Period::days(3),
        under(Convention::Apa48Adverse),
        Some(&tw),
        "2024-05-18",
    );
    check(
        "2024-05-15",
        Period::days(3),
        under(Convention::Plain(MonthEnd::Up)),
        Some(&tw),
        "2024-05-18",
    );
}

#[test]
fn outside_the_calendar_the_last_day_is_a_lower_bound() {
    let tw = taiwan();
    let count = |event| count_forward(day(event), Period::days(10), APA48, Some(&tw)).unwrap();
    let beyond = count("2027-12-25");
    assert!(beyond.provisional);
    assert_eq!(
        (beyond.last, beyond.unrolled),
        (day("2028-01-04"), day("2028-01-04"))
    );
    assert_eq!(
        beyond.steps.last(),
        Some(&CountStep::OutsideCalendar {
            day: day("2028-01-04"),
            first: day("2018-01-01"),
            last: day("2027-12-31"),
        })
    );
    // New Year's Eve of 2027 is a day off, so the last day is the next one at the earliest.
    let over_the_edge = count("2027-12-21");
    assert!(over_the_edge.provisional);
    assert_eq!(over_the_edge.unrolled, day("2027-12-31"));
    assert_eq!(over_the_edge.last, day("2028-01-01"));
    assert!(!count("2027-12-20").provisional);
}

#[test]
fn month_ends_leave_their_steps() {
    let steps = |event, convention| {
        count_forward(day(event), Period::months(1), under(convention), None)
            .unwrap()
            .steps
    };
    let month_last = day("2024-02-29");
    assert_eq!(
        steps("2024-01-29", Convention::Apa48)[1],
        CountStep::NoCorrespondingDay {
            day: 30,
            month_last
        }
    );
    assert_eq!(
        steps("2024-01-15", Convention::Apa48)[1],
        CountStep::CorrespondingDay {
            day: day("2024-02-16"),
            last: day("2024-02-15"),
        }
    );
    assert_eq!(
        steps("2024-01-31", Convention::Plain(MonthEnd::Up)),
        [CountStep::MonthEndRounded {
            day: 31,
            month_last,
            rounding: MonthEnd::Up,
            to: day("2024-03-01"),
        }]
    );
}

#[test]
fn a_sweep_differs_from_adding_months_only_at_month_ends() {
    let (mut cases, mut different) = (0, 0);
    for ordinal in day("2020-01-01").ordinal()..=day("2029-12-31").ordinal() {
        let event = Date::from_ordinal(ordinal).unwrap();
        for months in [1, 2, 3, 6, 12, 24, 36, 60] {
            let period = Period::months(months);
            let (statute, _) = last_day(event, period, APA48, None).unwrap();
            let plain = under(Convention::Plain(MonthEnd::Down));
            let (sum, _) = last_day(event, period, plain, None).unwrap();
            let later = sum.days_until(statute);
            assert!((0..=3).contains(&later), "{event} {months}");
            let (year, month, _) = event.ymd();
            assert!(later == 0 || Some(event) == last_day_of_month(year, month));
            cases += 1;
            different += i32::from(later != 0);
        }
    }
    assert_eq!((cases, different), (29_224, 169));
}

#[test]
fn windows_are_computed_from_the_anchor() {
    let two_years = |anchor, n, month_end| window(day(anchor), n, Period::years(2), month_end);
    let span = |first, last| Ok((day(first), day(last)));
    let check = |anchor, n, first, last| {
        assert_eq!(two_years(anchor, n, MonthEnd::Down), span(first, last));
    };
    check("2016-02-29", 1, "2016-02-29", "2018-02-27");
    check("2016-02-29", 2, "2018-02-28", "2020-02-28");
    check("2016-02-29", 3, "2020-02-29", "2022-02-27");
    check("2016-03-10", 1, "2016-03-10", "2018-03-09");
    assert_eq!(
        two_years("2016-02-29", 2, MonthEnd::Refuse),
        Err(CountError::AmbiguousDay {
            year: 2018,
            month: 2,
            day: 29
        })
    );
    assert_eq!(
        two_years("2016-02-29", 0, MonthEnd::Down),
        Err(CountError::WindowZero)
    );
    assert_eq!(
        two_years("2016-02-29", u32::MAX, MonthEnd::Down),
        Err(CountError::OutOfRange)
    );
    assert_eq!(
        window(day("2016-02-29"), 1, Period::days(0), MonthEnd::Down),
        Err(CountError::EmptyPeriod)
    );
}

#[test]
fn what_cannot_be_counted_is_an_error() {
    let event = day("2024-03-15");
    let nothing = Period::days(0);
    let fails =
        |event, period, convention| last_day(event, period, under(convention), None).unwrap_err();
    let plain = Convention::Plain(MonthEnd::Down);
    assert_eq!(
        last_day(event, nothing, under(plain), None),
        Ok((event, false))
    );
    assert_eq!(
        fails(event, nothing, Convention::Apa48),
        CountError::EmptyPeriod
    );
    assert_eq!(
        fails(event, Period::years(1), Convention::CalendarYears),
        CountError::NoLastDay
    );
    let most = Period::new(u32::MAX, u32::MAX, u32::MAX);
    for convention in [plain, Convention::Apa48, Convention::KrAdverse] {
        assert_eq!(fails(event, most, convention), CountError::OutOfRange);
        assert_eq!(
            fails(Date::MAX, Period::days(1), plain),
            CountError::OutOfRange
        );
    }
    let refused = fails(
        day("2024-01-31"),
        Period::months(1),
        Convention::Plain(MonthEnd::Refuse),
    );
    assert_eq!(
        refused.to_string(),
        "2024-02 has no day 31, and rounding at month ends is refused"
    );
    assert_eq!(
        calendar_years_between(day("2023-12-31"), day("2024-01-01")),
        1
    );
}

fn any_event() -> impl Strategy<Value = Date> {
    let from_2015_to_2030 = day("2015-01-01").ordinal()..day("2030-01-01").ordinal();
    from_2015_to_2030.prop_map(|ordinal| Date::from_ordinal(ordinal).unwrap())
}

fn any_period() -> impl Strategy<Value = Period> {
    (0..5_u32, 0..30_u32, 0..60_u32)
        .prop_map(|(years, months, days)| Period::new(years, months, days))
        .prop_filter("a statute counts no empty period", |period| {
            !period.is_empty()
        })
}

fn any_counting() -> impl Strategy<Value = Counting> {
    let convention = prop_oneof![
        Just(Convention::Plain(MonthEnd::Up)),
        Just(Convention::Plain(MonthEnd::Down)),
        Just(Convention::Apa48),
        Just(Convention::Apa48Adverse),
        Just(Convention::KrCivil),
        Just(Convention::KrAdverse),
    ];
    (convention, any::<bool>()).prop_map(|(convention, with_first_day)| Counting {
        convention,
        with_first_day,
    })
}

proptest! {
    #[test]
    fn no_count_ends_before_its_event_or_goes_back_when_the_event_is_later(
        a in any_event(), b in any_event(), period in any_period(), counting in any_counting()
    ) {
        let tw = taiwan();
        for calendar in [None, Some(&tw)] {
            let count = |event| count_forward(event, period, counting, calendar).unwrap();
            let (first, second) = (count(a.min(b)), count(a.max(b)));
            prop_assert!(first.event <= first.first_counted && first.first_counted <= first.unrolled);
            prop_assert!(first.unrolled <= first.last && first.last <= second.last);
            if calendar.is_some() && counting.convention.rolls_over() && !first.provisional {
                prop_assert_eq!(tw.is_rest_day(first.last), Some(false));
            }
            let hot = last_day(a.min(b), period, counting, calendar);
            prop_assert_eq!(hot, Ok((first.last, first.provisional)));
        }
    }

    #[test]
    fn years_are_twelve_months_and_rounding_keeps_its_side(event in any_event(), years in 0..90_u32) {
        for month_end in [MonthEnd::Up, MonthEnd::Down, MonthEnd::Refuse] {
            let plain = under(Convention::Plain(month_end));
            prop_assert_eq!(
                last_day(event, Period::years(years), plain, None),
                last_day(event, Period::months(years * 12), plain, None)
            );
        }
    }

    #[test]
    fn windows_follow_one_another_without_a_gap(anchor in any_event(), n in 1..40_u32, period in any_period()) {
        for month_end in [MonthEnd::Up, MonthEnd::Down] {
            let (first, last) = window(anchor, n, period, month_end).unwrap();
            let (next, _) = window(anchor, n + 1, period, month_end).unwrap();
            prop_assert!(first <= last);
            prop_assert_eq!(last.plus_days(1), Some(next));
        }
    }
}
