//! Numbers against big rationals, and what is read, printed and rounded.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use num_traits::Zero;
use proptest::prelude::*;

use super::*;

#[track_caller]
fn number(text: &str) -> Number {
    match text.split_once('/') {
        Some((num, den)) => Number::parse(num).unwrap().div(&number(den)).unwrap(),
        None => Number::parse(text).unwrap(),
    }
}

#[track_caller]
fn check_rounding(text: &str, places: u32, up_down_half_up_half_even: [&str; 4]) {
    let modes = [
        Rounding::Up,
        Rounding::Down,
        Rounding::HalfUp,
        Rounding::HalfEven,
    ];
    let rounded = modes.map(|mode| number(text).round(mode, places).to_string());
    assert_eq!(rounded, up_down_half_up_half_even, "{text} to {places}");
}

#[test]
fn plain_decimals_are_read_and_nothing_else() {
    for (text, printed) in [
        ("0", "0"),
        ("-0", "0"),
        ("+5", "5"),
        ("007", "7"),
        ("-12.50", "-12.5"),
        ("0.000000001", "0.000000001"),
        ("999999999999999.999999999", "999999999999999.999999999"),
    ] {
        assert_eq!(number(text).to_string(), printed);
    }
    for text in [
        "", "-", "+", ".", ".5", "5.", "1,000", "1e3", " 1", "1 ", "--1", "1.2.3", "１", "0x1",
        "1/3", "NaN",
    ] {
        assert_eq!(Number::parse(text), Err(NumberError::Malformed), "{text}");
    }
    for text in ["1234567890123456", "0.1234567890", "-1234567890123456.5"] {
        assert_eq!(
            Number::parse(text),
            Err(NumberError::TooManyDigits),
            "{text}"
        );
    }
}

#[test]
fn decimals_print_as_decimals_and_other_fractions_as_fractions() {
    for (text, printed) in [
        ("1/3", "1/3"),
        ("-2/6", "-1/3"),
        ("1/8", "0.125"),
        ("51/250", "0.204"),
    ] {
        assert_eq!(number(text).to_string(), printed);
    }
    let billion = Number::from(1_000_000_000);
    let huge = billion.mul(&billion).mul(&billion);
    assert_eq!(huge.to_string(), "1000000000000000000000000000");
    assert_eq!(
        Number::ONE.div(&huge).unwrap().to_string(),
        format!("0.{}1", "0".repeat(26))
    );
    assert_eq!(
        Number::ONE
            .div(&huge.add(&number("2")))
            .unwrap()
            .to_string(),
        "1/1000000000000000000000000002"
    );
}

#[test]
fn rounding_modes() {
    check_rounding("1.25", 1, ["1.3", "1.2", "1.3", "1.2"]);
    check_rounding("1.35", 1, ["1.4", "1.3", "1.4", "1.4"]);
    check_rounding("-1.25", 1, ["-1.2", "-1.3", "-1.2", "-1.2"]);
    check_rounding("-0.5", 0, ["0", "-1", "0", "0"]);
    check_rounding("2.5", 0, ["3", "2", "3", "2"]);
    check_rounding("2/3", 2, ["0.67", "0.66", "0.67", "0.67"]);
    check_rounding("7", 0, ["7", "7", "7", "7"]);
    check_rounding(
        "1/3",
        20,
        [
            "0.33333333333333333334",
            "0.33333333333333333333",
            "0.33333333333333333333",
            "0.33333333333333333333",
        ],
    );
    let far = number("1/3").round(Rounding::Down, u32::MAX);
    assert!(far < number("1/3"));
}

#[test]
fn a_fifth_of_the_hours_is_exact() {
    let limit = number("20").percent().mul(&number("250"));
    assert_eq!(limit, number("50"));
    assert!(number("50") <= limit && limit < number("50.000000001"));
    assert_eq!(
        number("25").div(&number("10")).unwrap().floor(),
        number("2")
    );
    assert_eq!(Number::ONE.div(&Number::ZERO), None);
    assert_eq!(Number::from_ratio(1, 0), None);
    assert_eq!(Number::from_ratio(3, -6), Some(number("-0.5")));
    assert_eq!(
        Number::from_ratio(i64::MIN, -1),
        Some(Number::from(i64::MIN).neg())
    );
}

#[test]
fn a_number_that_outgrew_the_small_form_comes_back() {
    let edge = Number::from(i64::MAX);
    let beyond = edge.next_whole();
    assert_eq!(beyond.to_string(), "9223372036854775808");
    assert_eq!(beyond.to_i64(), None);
    assert!(beyond.is_integer() && edge < beyond && beyond.neg() < edge);
    assert_eq!(beyond.sub(&Number::ONE).to_i64(), Some(i64::MAX));
    assert_eq!(beyond.neg().to_i64(), Some(i64::MIN));
    assert_eq!(Number::from(i64::MIN).neg(), beyond);
}

#[test]
fn halving_an_interval_ends_at_its_grid() {
    let check =
        |lo, hi| Number::midpoint_grid(&number(lo), &number(hi)).map(|point| point.to_string());
    assert_eq!(check("0", "1").as_deref(), Some("0.5"));
    assert_eq!(check("0", "0.000000003").as_deref(), Some("0.000000001"));
    assert_eq!(check("0", "0.000000001"), None);
    assert_eq!(check("-0.000000001", "0"), None);
    let whole = |lo, hi| Number::midpoint_whole(&Number::from(lo), &Number::from(hi));
    assert_eq!(whole(-3, 0), Some(Number::from(-2)));
    assert_eq!(whole(-1, 0), None);
    assert_eq!(number("2.5").next_whole(), number("3"));
    assert_eq!(number("2").next_grid(), number("2.000000001"));
}

/// Numbers on both sides of the border between the two representations.
fn any_number() -> impl Strategy<Value = Number> {
    let numerator = prop_oneof![
        any::<i64>(),
        -1000..1000_i64,
        Just(i64::MIN),
        Just(i64::MAX)
    ];
    let denominator = prop_oneof![1..i64::MAX, 1..1000_i64, Just(1_i64), Just(i64::MAX)];
    let small = (numerator, denominator).prop_map(|(n, d)| Number::from_ratio(n, d).unwrap());
    prop_oneof![
        3 => small.clone(),
        1 => (small.clone(), small).prop_map(|(a, b)| a.mul(&b)),
    ]
}

fn hash(value: &Number) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

/// The result is the reference's value, in the one representation that value has.
fn same(result: &Number, reference: &BigRational) -> Result<(), TestCaseError> {
    prop_assert_eq!(&result.to_big(), reference);
    let canonical = Number::from_big(reference.clone());
    prop_assert_eq!(result, &canonical);
    prop_assert_eq!(hash(result), hash(&canonical));
    Ok(())
}

proptest! {
    #[test]
    fn arithmetic_agrees_with_big_rationals(a in any_number(), b in any_number()) {
        let (x, y) = (a.to_big(), b.to_big());
        same(&a.add(&b), &(&x + &y))?;
        same(&a.sub(&b), &(&x - &y))?;
        same(&a.mul(&b), &(&x * &y))?;
        same(&a.neg(), &-&x)?;
        same(&a.percent(), &(&x / BigInt::from(100)))?;
        same(&a.floor(), &x.floor())?;
        same(&a.ceil(), &x.ceil())?;
        if y.is_zero() {
            prop_assert_eq!(a.div(&b), None);
        } else {
            same(&a.div(&b).unwrap(), &(&x / &y))?;
        }
        prop_assert_eq!(a.cmp(&b), x.cmp(&y));
        prop_assert_eq!(a == b, x == y);
    }

    #[test]
    fn rounding_stays_within_a_step(a in any_number(), places in 0_u32..25) {
        let step = Number::from_big(BigRational::new(1.into(), pow(10.into(), usize::try_from(places).unwrap())));
        let down = a.round(Rounding::Down, places);
        let up = a.round(Rounding::Up, places);
        prop_assert!(down <= a && a <= up && up.sub(&down) <= step);
        prop_assert_eq!(up == down, a == down);
        for mode in [Rounding::HalfUp, Rounding::HalfEven] {
            let near = a.round(mode, places);
            prop_assert!(near == up || near == down);
            let (to_near, to_up, to_down) = (near.sub(&a), up.sub(&a), a.sub(&down));
            let distance = to_near.clone().max(to_near.neg());
            prop_assert_eq!(distance, to_up.min(to_down));
        }
    }

    #[test]
    fn what_is_printed_reads_back(text in "[-+]?[0-9]{1,15}(\\.[0-9]{1,9})?") {
        let value = number(&text);
        prop_assert_eq!(number(&value.to_string()), value);
    }

    #[test]
    fn midpoints_lie_strictly_between(a in any_number(), b in any_number()) {
        let (lo, hi) = (a.floor().min(b.floor()), a.floor().max(b.floor()));
        match Number::midpoint_whole(&lo, &hi) {
            Some(point) => prop_assert!(lo < point && point < hi && point.is_integer()),
            None => prop_assert!(hi <= lo.next_whole()),
        }
    }
}
