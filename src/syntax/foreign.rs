//! Days and numbers as they are written elsewhere, and how they are written here.

use crate::value::{Date, month_name};

/// The numbers that are commonly written out.
const NUMBERS: [(&str, &str); 31] = [
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
    ("thirteen", "13"),
    ("fourteen", "14"),
    ("fifteen", "15"),
    ("sixteen", "16"),
    ("seventeen", "17"),
    ("eighteen", "18"),
    ("nineteen", "19"),
    ("twenty", "20"),
    ("thirty", "30"),
    ("forty", "40"),
    ("fifty", "50"),
    ("sixty", "60"),
    ("seventy", "70"),
    ("eighty", "80"),
    ("ninety", "90"),
    ("hundred", "100"),
    ("thousand", "1000"),
    ("million", "1000000"),
];

/// `20` for `twenty`.
pub(crate) fn in_digits(word: &str) -> Option<&'static str> {
    NUMBERS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word))
        .map(|(_, digits)| *digits)
}

/// The number of a month by its English name.
pub(super) fn month(name: &str) -> Option<u32> {
    let is_called =
        |month: &u32| month_name(*month).is_some_and(|it| it.eq_ignore_ascii_case(name));
    (1..=12).find(is_called)
}

/// How a day of a named month is written here.
pub(super) fn day(year: &str, month: u32, day: &str) -> Option<String> {
    let (year, day) = (number(year, 4)?, number(day, 2)?);
    is_day(year, month, day).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// What to write for three numbers that are a day elsewhere, such as `1/3/2024`; none if they are not.
pub(super) fn day_of_numbers(parts: [&str; 3]) -> Option<String> {
    let [one, two, three] = parts;
    let written = |y: &str, m: u32, d: u32| format!("`{y}-{m:02}-{d:02}`");
    if one.len() == 4 {
        let (year, month, day) = (number(one, 4)?, number(two, 2)?, number(three, 2)?);
        return is_day(year, month, day).then(|| format!("write {}", written(one, month, day)));
    }
    let (first, second, year) = (number(one, 2)?, number(two, 2)?, number(three, 4)?);
    if three.len() != 4 {
        return None;
    }
    let day_first = is_day(year, second, first).then(|| written(three, second, first));
    let month_first = is_day(year, first, second).then(|| written(three, first, second));
    match (day_first, month_first) {
        (Some(one), Some(other)) if one != other => Some(format!(
            "write {one} if the day stands first, {other} if the month does"
        )),
        (Some(one), _) | (None, Some(one)) => Some(format!("write {one}")),
        (None, None) => None,
    }
}

fn number(text: &str, longest: usize) -> Option<u32> {
    let digits = text.chars().all(|c| c.is_ascii_digit());
    (digits && text.len() <= longest)
        .then(|| text.parse().ok())
        .flatten()
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    i32::try_from(year).is_ok_and(|year| Date::from_ymd(year, month, day).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_a_day() {
        assert_eq!(
            day_of_numbers(["2024", "03", "1"]).as_deref(),
            Some("write `2024-03-01`")
        );
        assert_eq!(
            day_of_numbers(["1", "3", "2024"]).as_deref(),
            Some("write `2024-03-01` if the day stands first, `2024-01-03` if the month does")
        );
        assert_eq!(
            day_of_numbers(["31", "12", "2024"]).as_deref(),
            Some("write `2024-12-31`")
        );
        assert_eq!(day_of_numbers(["1", "2", "3"]), None);
        assert_eq!(day_of_numbers(["30", "30", "2024"]), None);
    }
}
