//! Exact rational numbers, small ones without allocation.
//!
//! A threshold such as "above 20% of the course hours" has to hold to the last digit, so nothing is ever rounded
//! unless a rule asks for it by name. Nearly all numbers of a case fit two machine words and stay there; a result that
//! does not goes to the heap and comes back as soon as it fits again, so equal values are always represented alike.
//!
//! Absent: floats, units and currencies (they belong to types, not to values), scientific notation, digit grouping.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU64;
use std::sync::Arc;

use num_bigint::BigInt;
use num_integer::{Integer, gcd};
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, pow};

/// An exact rational number of any size; 16 bytes, cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Repr);

/// INVARIANT: always in lowest terms, and `Small` whenever numerator and denominator both fit `i64`.
/// Derived equality and hashing therefore compare values.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    /// `den` is at most `i64::MAX`; its type makes room for the tag.
    Small {
        num: i64,
        den: NonZeroU64,
    },
    Big(Arc<BigRational>),
}

/// How a number is brought to a number of decimal places. A rule always names one of these.
///
/// All four commute with adding a whole number, also below zero: `Up` is not "away from zero".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the next larger value, the ceiling: 1.2 to 2, -1.2 to -1.
    Up,
    /// To the next smaller value, the floor: 1.8 to 1, -1.2 to -2.
    Down,
    /// To the nearest value, a half to the larger one: 0.5 to 1, -0.5 to 0.
    HalfUp,
    /// To the nearest value, a half to the even one: 0.5 to 0, 1.5 to 2.
    HalfEven,
}

/// Why a text is not a number. The caller knows the text and quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberError {
    /// Not a plain decimal: `1,000`, `1e3`, `.5`, `5.`, the empty text.
    Malformed,
    /// More than 15 digits before or 9 digits after the point.
    TooManyDigits,
}

/// The denominator of a whole number.
const UNIT: NonZeroU64 = NonZeroU64::MIN;
const MOST_DIGITS_BEFORE_POINT: usize = 15;
const MOST_DIGITS_AFTER_POINT: usize = 9;
/// The places of the grid on which thresholds are searched: no fact is given more finely.
const GRID_PLACES: u32 = 9;
const GRID_POINTS_PER_UNIT: NonZeroU64 = match NonZeroU64::new(1_000_000_000) {
    Some(points) => points,
    None => UNIT,
};
/// Up to here a small numerator times a power of ten fits `i128`.
const MOST_SMALL_PLACES: u32 = 18;
/// Beyond any use in a rule; keeps a mistyped number of places from filling the memory.
const MOST_PLACES: u32 = 1_000;

const _: () = assert!(size_of::<Number>() == 16);

impl Number {
    /// The number 0.
    pub const ZERO: Number = Number::small(0, UNIT);
    /// The number 1.
    pub const ONE: Number = Number::small(1, UNIT);

    /// `num / den` in lowest terms; none if `den` is zero.
    #[must_use]
    pub fn from_ratio(num: i64, den: i64) -> Option<Number> {
        Number::quotient(i128::from(num), i128::from(den))
    }

    /// Reads a plain decimal: an optional sign, digits, and optionally a point with digits after it.
    ///
    /// # Errors
    /// Anything else is [`NumberError::Malformed`]; more than 15 digits before or 9 after the point are
    /// [`NumberError::TooManyDigits`].
    pub fn parse(text: &str) -> Result<Number, NumberError> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, decimals) = match unsigned.split_once('.') {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (unsigned, None),
        };
        let is_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(whole) || !decimals.is_none_or(is_digits) {
            return Err(NumberError::Malformed);
        }
        let decimals = decimals.unwrap_or_default();
        if MOST_DIGITS_BEFORE_POINT < whole.len() || MOST_DIGITS_AFTER_POINT < decimals.len() {
            return Err(NumberError::TooManyDigits);
        }
        // At most 24 digits: far inside `i128`.
        let (magnitude, scale) = whole
            .bytes()
            .map(|digit| (digit, 1))
            .chain(decimals.bytes().map(|digit| (digit, 10)))
            .fold((0_i128, 1_u128), |(value, scale), (digit, step)| {
                (value * 10 + i128::from(digit - b'0'), scale * step)
            });
        let signed = if text.starts_with('-') {
            -magnitude
        } else {
            magnitude
        };
        Ok(Number::reduced(signed, scale))
    }

    /// The sum.
    #[must_use]
    #[inline]
    pub fn add(&self, other: &Number) -> Number {
        if let (Some(a), Some(b)) = (self.to_i64(), other.to_i64())
            && let Some(sum) = a.checked_add(b)
        {
            return Number::from(sum);
        }
        match (self.parts(), other.parts()) {
            (Some((a, a_den)), Some((b, b_den))) if a_den == b_den => {
                Number::reduced(a + b, a_den.unsigned_abs())
            }
            (Some((a, a_den)), Some((b, b_den))) => {
                Number::reduced(a * b_den + b * a_den, (a_den * b_den).unsigned_abs())
            }
            _ => self
                .with_wide(other, |(a, a_den), (b, b_den)| {
                    let sum = a.checked_mul(b_den)?.checked_add(b.checked_mul(a_den)?)?;
                    Some((sum, a_den.checked_mul(b_den)?))
                })
                .unwrap_or_else(|| self.with_big(other, |a, b| a + b)),
        }
    }

    /// The difference.
    #[must_use]
    #[inline]
    pub fn sub(&self, other: &Number) -> Number {
        if let (Some(a), Some(b)) = (self.to_i64(), other.to_i64())
            && let Some(difference) = a.checked_sub(b)
        {
            return Number::from(difference);
        }
        self.add(&other.neg())
    }

    /// The product.
    #[must_use]
    #[inline]
    pub fn mul(&self, other: &Number) -> Number {
        if let (Some(a), Some(b)) = (self.to_i64(), other.to_i64())
            && let Some(product) = a.checked_mul(b)
        {
            return Number::from(product);
        }
        match (self.parts(), other.parts()) {
            (Some((a, a_den)), Some((b, b_den))) => {
                Number::reduced(a * b, (a_den * b_den).unsigned_abs())
            }
            _ => self
                .with_wide(other, |(a, a_den), (b, b_den)| {
                    Some((a.checked_mul(b)?, a_den.checked_mul(b_den)?))
                })
                .unwrap_or_else(|| self.with_big(other, |a, b| a * b)),
        }
    }

    /// The quotient; none if `other` is zero.
    #[must_use]
    pub fn div(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        match (self.parts(), other.parts()) {
            (Some((a, a_den)), Some((b, b_den))) => Number::quotient(a * b_den, a_den * b),
            _ => Some(self.with_big(other, |a, b| a / b)),
        }
    }

    /// The number with the other sign.
    #[must_use]
    pub fn neg(&self) -> Number {
        match self.parts() {
            Some((num, den)) => Number::fit(-num, den.unsigned_abs()),
            None => Number::from_big(-self.to_big()),
        }
    }

    /// A hundredth: `20%` is `20.percent()`.
    #[must_use]
    pub fn percent(&self) -> Number {
        match self.parts() {
            Some((num, den)) => Number::reduced(num, den.unsigned_abs() * 100),
            None => Number::from_big(self.to_big() / BigInt::from(100)),
        }
    }

    /// The largest whole number that is not larger.
    #[must_use]
    pub fn floor(&self) -> Number {
        self.round(Rounding::Down, 0)
    }

    /// The smallest whole number that is not smaller.
    #[must_use]
    pub fn ceil(&self) -> Number {
        self.round(Rounding::Up, 0)
    }

    /// The number brought to `places` decimal places; more than 1000 places count as 1000.
    #[must_use]
    pub fn round(&self, rounding: Rounding, places: u32) -> Number {
        if self.is_integer() {
            return self.clone();
        }
        match self.parts() {
            Some((num, den)) if places <= MOST_SMALL_PLACES => {
                let scale = 10_i128.pow(places);
                let steps = rounded(&(num * scale), &den, rounding);
                Number::reduced(steps, scale.unsigned_abs())
            }
            _ => {
                if let Some((num, den)) = self.wide()
                    && let Some(scale) = 10_i128.checked_pow(places)
                    && let Some(scaled) = num.checked_mul(scale)
                {
                    let steps = rounded(&scaled, &den, rounding);
                    return Number::reduced(steps, scale.unsigned_abs());
                }
                let places = usize::try_from(places.min(MOST_PLACES)).unwrap_or_default();
                let scale = pow(BigInt::from(10), places);
                let value = self.to_big();
                let steps = rounded(&(value.numer() * &scale), value.denom(), rounding);
                Number::from_big(BigRational::new(steps, scale))
            }
        }
    }

    /// Is this a whole number?
    #[must_use]
    #[inline]
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small { den, .. } => *den == UNIT,
            Repr::Big(value) => value.is_integer(),
        }
    }

    /// Is this less than zero?
    #[must_use]
    #[inline]
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small { num, .. } => num.is_negative(),
            Repr::Big(value) => value.is_negative(),
        }
    }

    /// Is this zero?
    #[must_use]
    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Repr::Small { num: 0, .. })
    }

    /// The number as a machine integer, if it is whole and fits.
    #[must_use]
    #[inline]
    pub fn to_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Small { num, den } if den == UNIT => Some(num),
            _ => None,
        }
    }

    /// Numerator and denominator in lowest terms, in digits: `-1` and `3`.
    #[must_use]
    pub fn ratio(&self) -> (String, String) {
        match &self.0 {
            Repr::Small { num, den } => (num.to_string(), den.to_string()),
            Repr::Big(value) => (value.numer().to_string(), value.denom().to_string()),
        }
    }

    /// A point of the grid of 10^-9 strictly between the two, as near their middle as possible; none if there is none.
    ///
    /// Halving with it until it gives none finds the place where a condition on a number turns.
    #[must_use]
    pub fn midpoint_grid(lo: &Number, hi: &Number) -> Option<Number> {
        Number::midpoint(lo, hi, GRID_PLACES)
    }

    /// A whole number strictly between the two, as near their middle as possible; none if there is none.
    #[must_use]
    pub fn midpoint_whole(lo: &Number, hi: &Number) -> Option<Number> {
        Number::midpoint(lo, hi, 0)
    }

    /// The number 10^-9 above: the next value a fact can have.
    #[must_use]
    pub fn next_grid(&self) -> Number {
        self.add(&Number::small(1, GRID_POINTS_PER_UNIT))
    }

    /// The smallest whole number that is larger: the next value a count can have.
    #[must_use]
    pub fn next_whole(&self) -> Number {
        self.floor().add(&Number::ONE)
    }

    fn midpoint(lo: &Number, hi: &Number, places: u32) -> Option<Number> {
        let middle = lo.add(hi).mul(&Number::small(1, UNIT.saturating_add(1)));
        let point = middle.round(Rounding::Down, places);
        (lo < &point && &point < hi).then_some(point)
    }
}

impl From<i64> for Number {
    #[inline]
    fn from(value: i64) -> Number {
        Number::small(value, UNIT)
    }
}

impl Ord for Number {
    #[inline]
    fn cmp(&self, other: &Number) -> Ordering {
        match (self.parts(), other.parts()) {
            (Some((a, a_den)), Some((b, b_den))) if a_den == b_den => a.cmp(&b),
            (Some((a, a_den)), Some((b, b_den))) => (a * b_den).cmp(&(b * a_den)),
            _ => self.cmp_wide(other),
        }
    }
}

impl PartialOrd for Number {
    #[inline]
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `12`, `-12.5`, and `1/3` where no finite decimal exists: exactly the number, never rounded.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_negative() {
            f.write_str("-")?;
        }
        match &self.0 {
            Repr::Small { num, den } => {
                write_magnitude(f, u128::from(num.unsigned_abs()), u128::from(den.get()))
            }
            Repr::Big(value) => write_magnitude(
                f,
                value.numer().magnitude().clone(),
                value.denom().magnitude().clone(),
            ),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumberError::Malformed => "not a number; write digits with one point, as in `-12.50`",
            NumberError::TooManyDigits => {
                "too many digits; at most 15 before and 9 after the point can be given"
            }
        })
    }
}

impl std::error::Error for NumberError {}

/// Between the two representations.
impl Number {
    const fn small(num: i64, den: NonZeroU64) -> Number {
        Number(Repr::Small { num, den })
    }

    /// Numerator and positive denominator of a small number, widened so that products of two cannot overflow.
    #[inline]
    fn parts(&self) -> Option<(i128, i128)> {
        match self.0 {
            Repr::Small { num, den } => Some((i128::from(num), i128::from(den.get()))),
            Repr::Big(_) => None,
        }
    }

    fn quotient(num: i128, den: i128) -> Option<Number> {
        let signed = if den < 0 { -num } else { num };
        (den != 0).then(|| Number::reduced(signed, den.unsigned_abs()))
    }

    /// `num / den` in lowest terms; `den` is positive and below `i128::MAX`.
    #[inline]
    fn reduced(num: i128, den: u128) -> Number {
        if let (Ok(magnitude), Ok(narrow)) = (u64::try_from(num.unsigned_abs()), u64::try_from(den))
        {
            // The usual case; 128-bit division is several times slower. A percentage has a small
            // denominator, so one step of Euclid's leaves little to do.
            let common = gcd(narrow, magnitude % narrow);
            let magnitude = i128::from(magnitude / common);
            return Number::fit(
                if num < 0 { -magnitude } else { magnitude },
                u128::from(narrow / common),
            );
        }
        // One step of Euclid's brings a large numerator down to the size of its denominator.
        let common = match u64::try_from(den) {
            Ok(narrow) => {
                let rest = u64::try_from(num.unsigned_abs() % den).unwrap_or_default();
                u128::from(gcd(rest, narrow))
            }
            Err(_) => gcd(num.unsigned_abs(), den),
        };
        let magnitude = (num.unsigned_abs() / common).cast_signed();
        Number::fit(if num < 0 { -magnitude } else { magnitude }, den / common)
    }

    /// `num / den`, already in lowest terms, in the representation it belongs in.
    #[inline]
    fn fit(num: i128, den: u128) -> Number {
        let narrow_den = i64::try_from(den).ok().map(i64::cast_unsigned);
        match (i64::try_from(num), narrow_den.and_then(NonZeroU64::new)) {
            (Ok(num), Some(den)) => Number::small(num, den),
            _ => Number(Repr::Big(Arc::new(BigRational::new_raw(
                num.into(),
                den.into(),
            )))),
        }
    }

    /// The same of a large number, if it has no more than 127 bits on either side: the bounds of a
    /// domain, with all their places, have 80.
    fn wide(&self) -> Option<(i128, i128)> {
        match &self.0 {
            Repr::Small { .. } => self.parts(),
            Repr::Big(value) => Some((value.numer().to_i128()?, value.denom().to_i128()?)),
        }
    }

    /// An operation on 127 bits, if the operands and all on the way have no more.
    fn with_wide(
        &self,
        other: &Number,
        op: impl FnOnce((i128, i128), (i128, i128)) -> Option<(i128, i128)>,
    ) -> Option<Number> {
        let (num, den) = op(self.wide()?, other.wide()?)?;
        Some(Number::reduced(num, den.unsigned_abs()))
    }

    #[cold]
    fn cmp_wide(&self, other: &Number) -> Ordering {
        let within = self.wide().zip(other.wide());
        let crossed = within.and_then(|((a, a_den), (b, b_den))| {
            Some(a.checked_mul(b_den)?.cmp(&b.checked_mul(a_den)?))
        });
        crossed.unwrap_or_else(|| self.to_big().cmp(&other.to_big()))
    }

    #[cold]
    fn with_big(&self, other: &Number, op: fn(BigRational, BigRational) -> BigRational) -> Number {
        Number::from_big(op(self.to_big(), other.to_big()))
    }

    fn to_big(&self) -> BigRational {
        match &self.0 {
            Repr::Small { num, den } => BigRational::new_raw((*num).into(), den.get().into()),
            Repr::Big(value) => BigRational::clone(value),
        }
    }

    fn from_big(value: BigRational) -> Number {
        match (value.numer().to_i128(), value.denom().to_u128()) {
            (Some(num), Some(den)) => Number::fit(num, den),
            _ => Number(Repr::Big(Arc::new(value))),
        }
    }
}

/// `num / den` brought to a whole number; `den` is positive.
fn rounded<T: Integer + Clone>(num: &T, den: &T, rounding: Rounding) -> T {
    let (floor, above) = num.div_mod_floor(den);
    let below = den.clone() - above.clone();
    let goes_up = match rounding {
        Rounding::Up => !above.is_zero(),
        Rounding::Down => false,
        Rounding::HalfUp => below <= above,
        Rounding::HalfEven => match above.cmp(&below) {
            Ordering::Less => false,
            Ordering::Equal => floor.is_odd(),
            Ordering::Greater => true,
        },
    };
    if goes_up { floor + T::one() } else { floor }
}

/// Writes `num / den` as a decimal where it ends, as a fraction where it does not; both are positive, in lowest terms.
fn write_magnitude<T>(f: &mut fmt::Formatter<'_>, num: T, den: T) -> fmt::Result
where
    T: Integer + Clone + From<u8> + fmt::Display,
{
    let ten = T::from(10);
    // A fraction ends iff its denominator has no other prime factors than ten has.
    let mut other_factors = den.clone();
    loop {
        let common = other_factors.gcd(&ten);
        if common.is_one() {
            break;
        }
        other_factors = other_factors / common;
    }
    if !other_factors.is_one() {
        return write!(f, "{num}/{den}");
    }
    let (whole, mut rest) = num.div_rem(&den);
    write!(f, "{whole}")?;
    if !rest.is_zero() {
        f.write_str(".")?;
    }
    while !rest.is_zero() {
        let (digit, next) = (rest * ten.clone()).div_rem(&den);
        write!(f, "{digit}")?;
        rest = next;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
