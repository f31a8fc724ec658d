//! Days in both eras, what is refused as a date, and round trips.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn check_same_day(text: &str, iso: &str) {
    assert_eq!(
        Date::parse(text).map(|date| date.to_string()),
        Ok(iso.to_owned()),
        "{text}"
    );
}

#[test]
fn a_day_is_written_in_either_era() {
    check_same_day("2024-03-05", "2024-03-05");
    check_same_day("0001-01-01", "0001-01-01");
    check_same_day("9999-12-31", "9999-12-31");
    for text in [
        "ROC 104-01-01",
        "民國104-01-01",
        "民國 104-01-01",
        "民國104年1月1日",
        "中華民國104年01月01日",
    ] {
        check_same_day(text, "2015-01-01");
    }
    check_same_day("民國前1年12月31日", "1911-12-31");
    check_same_day("民國1年1月1日", "1912-01-01");
}

#[test]
fn a_text_that_is_no_day_says_why() {
    let no_such_day = |year, month, day, era| DateError::NoSuchDay {
        last: Date::from_ymd(year, month, day).unwrap(),
        era,
    };
    for (text, error) in [
        ("2023-02-29", no_such_day(2023, 2, 28, Era::Common)),
        ("2024-04-31", no_such_day(2024, 4, 30, Era::Common)),
        ("2024-04-00", no_such_day(2024, 4, 30, Era::Common)),
        ("民國112年2月29日", no_such_day(2023, 2, 28, Era::Roc)),
        ("2024-13-01", DateError::NoSuchMonth),
        ("0000-01-01", DateError::OutOfRange),
        ("ROC 8089-01-01", DateError::OutOfRange),
        ("民國前1912年1月1日", DateError::OutOfRange),
    ] {
        assert_eq!(Date::parse(text), Err(error), "{text}");
    }
    for text in [
        "",
        "2024-3-5",
        "24-03-05",
        "20240305",
        "5.3.2024",
        "2024-03-05 ",
        "+024-03-05",
        "ROC104-01-01",
        "ROC 0-01-01",
        "民國0年1月1日",
        "民國104年1月1",
        "民國",
        "２０２４-03-05",
    ] {
        assert_eq!(Date::parse(text), Err(DateError::Malformed), "{text}");
    }
    for (text, message, help) in [
        (
            "2023-02-29",
            "there is no day `2023-02-29`: February 2023 has 28 days",
            "the last day of that month is `2023-02-28`",
        ),
        (
            "ROC 112-02-29",
            "there is no day `ROC 112-02-29`: February ROC 112 has 28 days",
            "the last day of that month is `民國112年2月28日`",
        ),
        (
            "民國前4年2月30日",
            "there is no day `民國前4年2月30日`: February 1908 has 29 days",
            "the last day of that month is `民國前4年2月29日`",
        ),
        (
            "2024-13-05",
            "there is no day `2024-13-05`: a year has 12 months",
            "the month stands before the day: `2024-03-05` is the fifth of March",
        ),
    ] {
        let error = Date::parse(text).unwrap_err();
        assert_eq!(error.no_such_day(text).as_deref(), Some(message));
        assert_eq!(error.help().as_deref(), Some(help));
    }
}

#[test]
fn a_month_of_a_year_begins_on_its_first_day() {
    for (written, first) in [
        ("2024-02", Date::from_ymd(2024, 2, 1)),
        ("0001-12", Date::from_ymd(1, 12, 1)),
        ("2024-13", None),
        ("2024-00", None),
        ("2024-2", None),
        ("24-02", None),
        ("2024-02-01", None),
        ("2024-W02", None),
    ] {
        assert_eq!(Date::of_month(written), first, "{written}");
    }
    for (day, month) in [
        ("2024-02-29", "2024-02"),
        ("2024-03-01", "2024-03"),
        ("2023-12-31", "2023-12"),
    ] {
        let day = Date::parse(day).unwrap();
        assert_eq!(day.year_month(), month);
        assert_eq!(Date::of_month(month), Some(day.first_of_month()));
    }
}

#[test]
fn the_calendar_has_two_ends() {
    assert_eq!(Date::from_ymd(1, 1, 1), Some(Date::MIN));
    assert_eq!(Date::from_ymd(9999, 12, 31), Some(Date::MAX));
    assert_eq!(Date::from_ymd(10_000, 1, 1), None);
    assert_eq!(Date::MAX.plus_days(1), None);
    assert_eq!(Date::MIN.plus_days(-1), None);
    assert_eq!(Date::MIN.plus_days(i64::MAX), None);
    assert_eq!(Date::MIN.days_until(Date::MAX), 3_652_058);
    assert_eq!(last_day_of_month(2024, 13), None);
    assert_eq!(last_day_of_month(9999, 12), Some(Date::MAX));
}

#[test]
fn a_moment_is_a_day_and_a_minute() {
    let due = Moment::parse("2024-03-04 09:00").unwrap();
    assert_eq!(Moment::parse("2024-03-04T09:00"), Ok(due));
    assert_eq!(Moment::parse("ROC 113-03-04 09:00"), Ok(due));
    assert_eq!((due.date().day(), due.minute_of_day()), (4, 540));
    assert_eq!(due.to_string(), "2024-03-04 09:00");
    assert!(due < Moment::parse("2024-03-04 09:01").unwrap());
    for text in [
        "2024-03-04",
        "2024-03-04 9:00",
        "2024-03-04 09",
        "09:00",
        "2024-3-4 09:00",
    ] {
        assert_eq!(
            Moment::parse(text),
            Err(DateError::MalformedMoment),
            "{text}"
        );
    }
    assert_eq!(
        Moment::parse("2024-03-04 24:00"),
        Err(DateError::NoSuchTime)
    );
    assert_eq!(
        Moment::parse("2023-02-29 09:00").map_err(|error| error.to_string()),
        Err("February 2023 has 28 days".to_owned())
    );
}

#[test]
fn periods_and_yearly_days_read_as_words() {
    for (period, words) in [
        (Period::months(3), "3 months"),
        (Period::new(1, 6, 0), "1 year 6 months"),
        (Period::weeks(2), "14 days"),
        (Period::new(2, 0, 1), "2 years 1 day"),
        (Period::days(0), "0 days"),
    ] {
        assert_eq!(period.to_string(), words);
    }
    let january_31 = MonthDay::new(1, 31).unwrap();
    assert_eq!(january_31.to_string(), "31 January");
    assert_eq!(january_31.in_year(2017), Date::from_ymd(2017, 1, 31));
    let leap_day = MonthDay::new(2, 29).unwrap();
    assert_eq!(leap_day.in_year(2023), None);
    assert_eq!(MonthDay::new(4, 31), None);
}

fn any_date() -> impl Strategy<Value = Date> {
    (Date::MIN.0..=Date::MAX.0).prop_map(Date)
}

proptest! {
    #[test]
    fn every_day_survives_each_way_of_writing_it(date in any_date()) {
        let (year, month, day) = date.ymd();
        prop_assert_eq!(Date::from_ymd(year, month, day), Some(date));
        prop_assert_eq!(Date::from_ordinal(date.ordinal()), Some(date));
        prop_assert_eq!(Date::parse(&date.to_string()), Ok(date));
        prop_assert_eq!(Date::parse(&date.roc().to_string()), Ok(date));
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        prop_assert_eq!(date.is_weekend(), weekend);
    }

    #[test]
    fn adding_days_and_counting_them_agree(a in any_date(), b in any_date()) {
        prop_assert_eq!(a.plus_days(a.days_until(b)), Some(b));
        prop_assert_eq!(a < b, 0 < a.days_until(b));
        prop_assert_eq!(a < b, a.ymd() < b.ymd());
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "\\PC{0,16}") {
        let _ = (Date::parse(&text), Moment::parse(&text));
    }
}
